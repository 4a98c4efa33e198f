// The host's clocks.
#pragma once

#include <cstdint>

namespace tapbond {

struct Instant {
  std::int64_t wall = 0;  // nanoseconds since 1970-01-01 00:00 UTC, what frames are stamped with
  std::int64_t monotonic = 0;  // nanoseconds since some moment, never set
  std::int64_t apart = 0;      // at most as long before the wall clock was read, in nanoseconds
};

// Both clocks at the same moment, as nearly as can be had: within some microseconds, unless the
// processor is taken away again and again.
Instant read_clock();

}  // namespace tapbond
