// Numbers in the order of the network, where they are known to be there.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace tapbond::causes {

// As they lie in memory: to be compared and mixed.
template <typename Number>
Number as_it_lies(const std::uint8_t* at) {
  Number value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

inline std::uint16_t big16(const std::uint8_t* at) {
  return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}

inline std::uint32_t big32(const std::uint8_t* at) {
  const auto value = as_it_lies<std::uint32_t>(at);
  return std::endian::native == std::endian::big ? value : __builtin_bswap32(value);
}

}  // namespace tapbond::causes
