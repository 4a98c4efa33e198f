// The conversations of a capture, summed up in bounded memory: the largest of them, what they
// speak, and the names that DNS was asked for.
//
// One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sensor/sessions/onlooker.h"
#include "sensor/traffic/conversation_seen.h"
#include "sensor/traffic/durations.h"
#include "sensor/traffic/frequent_texts.h"
#include "sensor/traffic/largest_conversations.h"
#include "sensor/traffic/service_totals.h"

namespace tapbond {

class ConversationsSeen final : public sessions::Onlooker {
 public:
  static constexpr std::size_t kLargest = 25;

  using Side = sessions::Conversation::Side;

  // Whose the frame was that was looked at since the last call; of a tunnel's the outer one.
  std::optional<Side> take_side();

  void packet(Side from) override;
  void conversation(const sessions::Conversation& over) override;
  void dns(const sessions::DnsExchange& exchange) override;

  std::uint64_t count() const { return count_; }
  // Of TCP and UDP: both ends were seen, or one of them alone.
  std::uint64_t two_sided() const { return two_sided_; }
  std::uint64_t one_sided() const { return one_sided_; }

  std::vector<ConversationSeen> largest() const;  // first
  std::vector<ServiceRow> services() const { return services_.rows(); }
  const FrequentTexts& dns_names() const { return names_; }  // marked: no such name
  std::uint64_t dns_exchanges() const { return exchanges_; }
  std::uint64_t dns_unanswered() const { return unanswered_; }
  const Durations& dns_times() const { return dns_times_; }
  const Durations& handshakes() const { return handshakes_; }

 private:
  static constexpr std::size_t kDnsNames = 2048;
  static constexpr std::size_t kLongestName = 255;

  std::optional<Side> side_;
  std::uint64_t count_ = 0;
  std::uint64_t two_sided_ = 0;
  std::uint64_t one_sided_ = 0;
  LargestConversations largest_{kLargest};
  ServiceTotals services_;
  FrequentTexts names_{kDnsNames};
  std::uint64_t exchanges_ = 0;
  std::uint64_t unanswered_ = 0;
  Durations dns_times_;
  Durations handshakes_;
};

}  // namespace tapbond
