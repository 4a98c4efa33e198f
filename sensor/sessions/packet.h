// An IP packet on its way to its conversation.
#pragma once

#include <cstdint>

#include "decoders/packets/ip_packet.h"
#include "sensor/sessions/address.h"
#include "sensor/sessions/uid.h"

namespace tapbond::sessions {

using packets::Bytes;

// Where a packet was found.
struct Origin {
  std::int64_t stamp = 0;  // nanoseconds since 1970
  std::uint16_t leg = 0;
  int tunnels = 0;  // that it came through
  Uid tunnel{};     // the innermost of them
};

struct Packet {
  Origin origin;
  Address source;
  Address destination;
  std::uint8_t protocol = 0;
  std::uint32_t ip_bytes = 0;  // with its header
  Bytes payload;
  bool verify = true;  // the checksum of what it carries: it was captured whole
};

}  // namespace tapbond::sessions
