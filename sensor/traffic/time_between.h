// How long it is from one stamp to another.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tapbond {

// Nanoseconds; 0 for what goes back. Stamps of a damaged file may lie further apart than a signed
// number tells: then the most that it does.
inline std::int64_t time_between(std::int64_t from, std::int64_t to) {
  if (to <= from) return 0;
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const std::uint64_t between = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  return static_cast<std::int64_t>(std::min(between, kMost));
}

}  // namespace tapbond
