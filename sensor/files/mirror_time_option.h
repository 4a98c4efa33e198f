// The option in which a pcapng keeps when a mirror saw a packet, by the mirror's own clock, which
// the packet came here with (sensor/unwrap/inside.h): own_option.h with two values, nanoseconds and
// after how many of them that clock begins anew at 0. Instead of the second, 0 says that the first
// counts from 1970, and 2^64 - 1 that the clock does not begin anew within what 64 bits can tell.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sensor/files/own_option.h"

namespace tapbond::mirror_time_option {

// With the option's header.
inline constexpr std::size_t kBytes = own_option::bytes(2);

// To `to`, which has room for it, in the list of a block of the other byte order if `swapped`.
inline void store(std::uint64_t nanoseconds, std::uint64_t period, bool swapped, std::uint8_t* to) {
  const std::uint64_t values[] = {nanoseconds, period};
  own_option::store(own_option::kMirrorTime, values, swapped, to);
}

}  // namespace tapbond::mirror_time_option
