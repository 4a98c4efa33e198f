// The codes of DHCPv6's options (RFC 8415 and what builds on it), and their names.
#pragma once

#include <tins/dhcpv6.h>

#include <cstdint>

#include "decoders/core/names.h"

namespace tapbond::text {

using Tins::DHCPv6;

// Options that libtins has no name for, or another number than IANA (its last right one is that of
// the relay's identifier, 53).
enum Dhcpv6Code : std::uint16_t {
  kNtpServer = 56,
  kTunnelRouter = 64,
  kUsageDescription = 112,
};

extern const Names kDhcpv6Options;

}  // namespace tapbond::text
