// Numbers as capture files hold them: unaligned, in the byte order of the machine that wrote them.
// Readers load either order; writers store the order of their own machine, as both formats ask for.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>

namespace tapbond {

template <std::unsigned_integral T>
T load(const std::uint8_t* from, bool swapped) {
  T value;
  std::memcpy(&value, from, sizeof value);
  if (!swapped) return value;
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
  if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
  if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
}

// Returns the address behind what it stored.
template <std::unsigned_integral T>
std::uint8_t* store(std::uint8_t* to, T value) {
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

}  // namespace tapbond
