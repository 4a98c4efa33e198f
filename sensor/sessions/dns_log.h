// The log of questions of DNS and their answers, dns, with Zeek's fields.
#pragma once

#include <cstdint>
#include <map>
#include <span>

#include "decoders/messages/dns_message.h"
#include "sensor/sessions/application.h"
#include "sensor/sessions/conversation.h"
#include "sensor/sessions/logs.h"
#include "sensor/sessions/weird_log.h"

namespace tapbond::sessions {

extern const LogSchema kDnsSchema;

// Reads the datagrams of a conversation. A question waits for its answer as long as the
// conversation goes on, or until there are too many.
class DnsReader final : public Application {
 public:
  // All of them outlive it.
  DnsReader(const Conversation& conversation, Logs& logs, WeirdLog& weird)
      : conversation_(conversation), logs_(logs), weird_(weird) {}

  bool read(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) override;
  void finish() override;

 private:
  static constexpr std::size_t kMostWaiting = 64;

  struct Question {
    std::int64_t stamp;
    messages::DnsMessage message;
  };

  void log(std::int64_t stamp, std::int64_t rtt, const messages::DnsMessage& question,
           const messages::DnsMessage* answer);

  const Conversation& conversation_;
  Logs& logs_;
  WeirdLog& weird_;
  std::multimap<std::uint16_t, Question> waiting_;  // by the message's number
};

}  // namespace tapbond::sessions
