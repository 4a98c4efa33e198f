// The log of conversations, conn: a line for each, with the fields of Zeek's and three of ours
// (handshake_rtt, orig_legs, resp_legs).
#pragma once

#include <span>
#include <string>

#include "sensor/sessions/conversation.h"
#include "sensor/sessions/logs.h"

namespace tapbond::sessions {

extern const LogSchema kConnSchema;

// Of a conversation that is over. The legs that each end was seen on, by name.
void log_conversation(Logs& logs, const Conversation& conversation,
                      std::span<const std::string> originator_legs,
                      std::span<const std::string> responder_legs);

// The short name of what became of it: S0, SF, REJ and so on.
const char* connection_state(const Conversation& conversation);

}  // namespace tapbond::sessions
