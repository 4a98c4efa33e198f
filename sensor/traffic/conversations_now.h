// The largest conversations of a run while it goes on: of those that had a packet lately, whether
// they are over (then within two minutes) or not. And what was spoken: by all that are over, and by
// those of the others that had a packet lately.
//
// The thread that looks at the frames calls all but latest(), which any thread may ask, and which
// waits for nobody. What is looked through at a time, and what is kept, has a bound.
#pragma once

#include <cstdint>
#include <mutex>

#include "sensor/sessions/onlooker.h"
#include "sensor/sessions/sessions.h"
#include "sensor/traffic/conversations_summary.h"
#include "sensor/traffic/largest_conversations.h"
#include "sensor/traffic/service_totals.h"

namespace tapbond {

class ConversationsNow final : public sessions::Onlooker {
 public:
  static constexpr std::size_t kLargest = 20;
  // Of those that go on, so many are looked through: the ones that had a packet last.
  static constexpr std::size_t kLately = 4096;

  void packet(sessions::Conversation::Side) override {}
  void conversation(const sessions::Conversation& over) override {
    over_.add(over);
    spoken_.add(over);
  }
  void dns(const sessions::DnsExchange&) override {}

  // Sums up what there is, no more than once a second. `now`: of the packets.
  void look(const sessions::Sessions& sessions, std::int64_t now);

  ConversationsSummary latest() const;

 private:
  std::int64_t looked_ = 0;
  LargestConversations over_{kLargest};
  ServiceTotals spoken_;  // by those that are over

  mutable std::mutex mutex_;
  ConversationsSummary latest_;
};

}  // namespace tapbond
