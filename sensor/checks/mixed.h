// A number as a table's key.
#pragma once

#include <cstdint>

namespace tapbond {

// SplitMix64's finisher: a MAC address alone would make poor use of a table.
inline std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace tapbond
