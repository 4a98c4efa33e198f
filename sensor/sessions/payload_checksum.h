// The Internet checksum (RFC 1071) of what IP carries, with the pseudo-header of its packet.
#pragma once

#include <cstdint>
#include <span>

#include "sensor/sessions/address.h"

namespace tapbond::sessions {

// 0 where what is stored in it is right.
std::uint16_t checksum(std::span<const std::uint8_t> bytes);
std::uint16_t checksum(const Address& source, const Address& destination, std::uint8_t protocol,
                       std::span<const std::uint8_t> bytes);

}  // namespace tapbond::sessions
