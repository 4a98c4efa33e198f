// Numbers as they stand on the wire, the most significant byte first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tapbond {

using Octets = std::span<const std::uint8_t>;

// `offset` is in front of as many bytes as the number has.
inline std::uint16_t be16(Octets bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}
inline std::uint32_t be32(Octets bytes, std::size_t offset) {
  return std::uint32_t{be16(bytes, offset)} << 16 | be16(bytes, offset + 2);
}

}  // namespace tapbond
