// The host's clocks.
#pragma once

#include <cstdint>

namespace tapbond {

struct Instant {
  std::int64_t wall = 0;  // nanoseconds since 1970-01-01 00:00 UTC, what frames are stamped with
  std::int64_t monotonic = 0;  // nanoseconds since some moment, never set
};

// Both clocks at the same moment, to within some microseconds.
Instant read_clock();

}  // namespace tapbond
