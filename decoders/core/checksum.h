// The Internet checksum (RFC 1071) and the pseudo-headers it is taken over.
#pragma once

#include "decoders/core/ip_context.h"

namespace tapbond::text {

// The sum over `count` bytes that must be there; 0 where the stored checksum is right.
std::uint16_t checksum(Bytes data, std::uint32_t count);

// The same over the pseudo-header of the packet and the first `covered` of the `count` bytes of its
// payload.
std::uint16_t checksum(const IpContext& ip, Bytes data, std::uint32_t count, std::uint32_t covered,
                       std::uint8_t protocol);

// What the stored value should have been, where `checksum` gave `sum`.
std::uint16_t right_checksum(std::uint16_t stored, std::uint16_t sum);

}  // namespace tapbond::text
