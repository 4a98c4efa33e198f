// The log of errors of ICMP, icmp, which is not one of Zeek's: a line for each, with the packet
// that it quotes.
#pragma once

#include <cstdint>
#include <optional>

#include "decoders/core/bytes.h"
#include "sensor/sessions/conversation.h"
#include "sensor/sessions/logs.h"

namespace tapbond::sessions {

extern const LogSchema kIcmpSchema;

// Whose packet an error quotes.
struct QuotedPacket {
  Endpoint source;
  Endpoint destination;
  std::uint8_t protocol = 0;
};

// What the message quotes; nothing where it is no error, or what it quotes cannot be read.
std::optional<QuotedPacket> quoted_packet(std::uint8_t protocol, text::Bytes message);

// `about`: the quoted packet's conversation; null: not known.
void log_icmp_error(Logs& logs, const Conversation& conversation, text::Bytes message,
                    const QuotedPacket& quoted, const Conversation* about, std::int64_t stamp);

}  // namespace tapbond::sessions
