// Of many conversations those with the most bytes, in a fixed number of places.
#pragma once

#include <cstdint>
#include <map>

#include "sensor/traffic/conversation_seen.h"

namespace tapbond {

class LargestConversations {
 public:
  explicit LargestConversations(std::size_t places) : places_(places) {}

  void add(const sessions::Conversation& conversation);
  // Those whose last packet came more than `age` nanoseconds before `now`.
  void forget(std::int64_t now, std::int64_t age);

  const std::multimap<std::uint64_t, ConversationSeen>& by_bytes() const { return by_bytes_; }

 private:
  std::size_t places_;
  std::multimap<std::uint64_t, ConversationSeen> by_bytes_;
};

}  // namespace tapbond
