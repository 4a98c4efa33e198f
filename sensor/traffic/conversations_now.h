// The largest conversations of a run while it goes on: of those that had a packet lately, whether
// they are over (then within two minutes) or not.
//
// The thread that looks at the frames calls all but latest(), which any thread may ask, and which
// waits for nobody. What is looked through at a time, and what is kept, has a bound.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "sensor/sessions/onlooker.h"
#include "sensor/sessions/sessions.h"
#include "sensor/traffic/conversation_seen.h"
#include "sensor/traffic/largest_conversations.h"

namespace tapbond {

class ConversationsNow final : public sessions::Onlooker {
 public:
  static constexpr std::size_t kLargest = 20;
  // Of those that go on, so many are looked through: the ones that had a packet last.
  static constexpr std::size_t kLately = 4096;

  struct Row {
    ConversationSeen seen;
    bool over = false;
  };
  struct Summary {
    std::int64_t at = 0;      // of the packets
    std::uint64_t open = 0;   // go on
    std::uint64_t ended = 0;  // are over, since the start
    std::vector<Row> largest;
  };

  void packet(sessions::Conversation::Side) override {}
  void conversation(const sessions::Conversation& over) override { over_.add(over); }
  void dns(const sessions::DnsExchange&) override {}

  // Sums up what there is, no more than once a second. `now`: of the packets.
  void look(const sessions::Sessions& sessions, std::int64_t now);

  Summary latest() const;

 private:
  std::int64_t looked_ = 0;
  LargestConversations over_{kLargest};

  mutable std::mutex mutex_;
  Summary latest_;
};

}  // namespace tapbond
