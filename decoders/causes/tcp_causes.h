// Who acknowledged whose bytes: TCP conversations, as far as the order of frames goes.
//
// The echo of a time stamp proves something of its own only where nothing that is acknowledged
// does: of segments without data, as a receiver sends them. Those of the others only tell how far
// the sender's clock has gone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "decoders/causes/numbered_stream.h"
#include "decoders/causes/packet.h"

namespace tapbond::causes {

class TcpCauses {
 public:
  // Remembers so many conversations; the first to go are those that nothing was heard of for a
  // time, and those of which only one segment has been seen.
  explicit TcpCauses(std::size_t most);

  // Bytes that this takes at most.
  static constexpr std::size_t memory(std::size_t most) {
    return most * (sizeof(Conversation) + kFramesEach * MarkPool::kBytesEach +
                   4 * sizeof(Bucket) / Bucket::kPlaces);
  }

  // Whose a segment is: the same for both directions of a conversation.
  struct Key {
    std::uint64_t sides[2][2] = {};  // addresses, as they lie in memory
    std::uint64_t ports = 0;         // of both, and which IP it is; never 0 of a conversation
    bool operator==(const Key&) const = default;
  };

  // A segment, as far as it can be read without knowing others.
  struct Segment {
    Bytes bytes{};  // with all of its header
    Key key{};
    std::uint64_t hash = 0;
    std::uint32_t sender = 0;        // its position in the key
    std::uint32_t conversation = 0;  // where it was when it was asked for; may be another's by now
  };

  // The segment in that packet; false where it is none, or cut.
  static bool read(const Packet& packet, Segment& segment);

  // look() will be called with it soon. Memory is asked for ahead in two steps, each after the one
  // before had time for all segments that are waiting: where its conversation is, and what is known
  // of it.
  void ask_where(const Segment& segment) const;
  void ask_what(Segment& segment) const;

  // Appends what the segment proves.
  void look(const Segment& segment, FrameNumber frame, std::vector<CauseAndEffect>& found);

 private:
  // Frames that all conversations remember together, for each conversation there may be.
  static constexpr std::size_t kFramesEach = 16;

  struct alignas(64) Conversation {
    NumberedStream bytes[2];  // by sender: 0 is the one in front in the key
    NumberedStream clocks[2];
    Key key;
  };
  // Where conversations are, by a hash of their keys. As many as find room: who makes keys that all
  // come into one bucket makes each other forgotten.
  struct alignas(64) Bucket {
    static constexpr std::size_t kPlaces = 8;
    std::array<std::uint32_t, kPlaces> hashes;  // 0: the place is free
    std::array<std::uint32_t, kPlaces> conversations;
  };

  Bucket& bucket_of(std::uint64_t hash) { return buckets_[hash >> 32 & (buckets_.size() - 1)]; }
  const Bucket& bucket_of(std::uint64_t hash) const {
    return const_cast<TcpCauses*>(this)->bucket_of(hash);
  }
  Conversation& conversation(const Segment& segment);
  std::uint32_t place_for_new();
  void forget(std::uint32_t conversation);
  void forget_some();

  std::size_t most_;
  MarkPool marks_;
  std::vector<Conversation> conversations_;
  std::vector<std::uint8_t> heard_again_;  // by conversation, since the hand last passed
  std::vector<std::uint32_t> free_;        // conversations
  std::vector<Bucket> buckets_;
  std::uint32_t hand_ = 0;  // of the clock by which conversations are forgotten
};

}  // namespace tapbond::causes
