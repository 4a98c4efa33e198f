// Who acknowledged whose bytes: TCP conversations, as far as the order of frames goes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "decoders/causes/numbered_stream.h"
#include "decoders/causes/packet.h"

namespace tapbond::causes {

class TcpCauses {
 public:
  // Remembers so many conversations; those that nothing was heard of for the longest time go first.
  explicit TcpCauses(std::size_t most) : most_(most) {}

  // A segment. Appends what it proves.
  void look(const Packet& packet, FrameNumber frame, std::vector<CauseAndEffect>& found);

 private:
  // Frames that all conversations remember together, for each conversation there may be.
  static constexpr std::size_t kFramesEach = 16;

  using Address = std::array<std::uint8_t, 16>;  // an IPv4 address in the first four bytes
  struct Key {
    Address addresses[2];
    std::uint16_t ports[2];
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Conversation {
    Key key;
    NumberedStream bytes[2];   // by sender: 0 is the side of addresses[0]
    NumberedStream clocks[2];  // of the time stamps option, likewise
    std::size_t size() const {
      return bytes[0].size() + bytes[1].size() + clocks[0].size() + clocks[1].size();
    }
  };
  using Conversations = std::list<Conversation>;  // the one heard of last in front

  Conversation& conversation(const Key& key);
  void forget_last();

  std::size_t most_;
  std::size_t frames_ = 0;
  Conversations conversations_;
  std::unordered_map<Key, Conversations::iterator, Hash> by_key_;
};

}  // namespace tapbond::causes
