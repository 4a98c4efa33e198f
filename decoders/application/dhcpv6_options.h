// The options of DHCP for IPv6 (RFC 8415 and what builds on it).
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// The first `end` bytes of `data`, which must be there. Ends with a mark where they do not hold
// together.
void dhcpv6_options(Line& line, Bytes data, std::uint32_t end);

// A message, also where it is relayed inside of another; ends with ")" with -v.
void dhcpv6_message(Line& line, Bytes data);

}  // namespace tapbond::text
