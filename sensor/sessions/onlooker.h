// Who is told what becomes known of the traffic, beside the logs.
//
// Called by the thread that looks at the frames. What is handed over is the caller's, and holds
// during the call.
#pragma once

#include <cstdint>

#include "decoders/messages/dns_message.h"
#include "sensor/sessions/conversation.h"

namespace tapbond::sessions {

// A question of DNS and its answer, or one of the two.
struct DnsExchange {
  std::int64_t rtt;  // nanoseconds; 0: one of the two is missing
  const messages::DnsMessage& question;
  const messages::DnsMessage* answer;  // null: none came
};

class Onlooker {
 public:
  virtual ~Onlooker() = default;

  // A packet came to its conversation, from that end.
  virtual void packet(Conversation::Side from) = 0;
  // It is over.
  virtual void conversation(const Conversation& over) = 0;
  virtual void dns(const DnsExchange& exchange) = 0;
};

}  // namespace tapbond::sessions
