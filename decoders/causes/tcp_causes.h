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

  // A segment. Appends what it proves.
  void look(const Packet& packet, FrameNumber frame, std::vector<CauseAndEffect>& found);

 private:
  // Frames that all conversations remember together, for each conversation there may be.
  static constexpr std::size_t kFramesEach = 16;

  struct Key {
    std::uint64_t sides[2][2] = {};  // addresses, as they lie in memory
    std::uint64_t ports = 0;         // of both, and which IP it is
    bool operator==(const Key&) const = default;
  };
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
  Conversation& conversation(const Key& key);
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
