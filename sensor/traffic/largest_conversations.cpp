#include "sensor/traffic/largest_conversations.h"

#include "sensor/traffic/time_between.h"

namespace tapbond {

void LargestConversations::add(const sessions::Conversation& conversation) {
  const std::uint64_t bytes = bytes_of(conversation);
  if (by_bytes_.size() == places_) {
    if (bytes <= by_bytes_.begin()->first) return;
    by_bytes_.erase(by_bytes_.begin());
  }
  by_bytes_.emplace(bytes, seen(conversation));
}

void LargestConversations::forget(std::int64_t now, std::int64_t age) {
  std::erase_if(by_bytes_,
                [&](const auto& entry) { return time_between(entry.second.last, now) > age; });
}

}  // namespace tapbond
