// The host's clocks, and what they show.
#pragma once

#include <cstdint>
#include <ctime>

namespace tapbond {

struct Instant {
  std::int64_t wall = 0;  // nanoseconds since 1970-01-01 00:00 UTC, what frames are stamped with
  std::int64_t monotonic = 0;  // nanoseconds since some moment, never set
  std::int64_t apart = 0;      // at most as long before the wall clock was read, in nanoseconds
};

// A time (nanoseconds since 1970) as a calendar has it.
struct UtcTime {
  std::tm parts{};
  std::int64_t nanoseconds = 0;  // of the second
};
UtcTime utc_time(std::int64_t time);

// Both clocks at the same moment, as nearly as can be had: within some microseconds, unless the
// processor is taken away again and again.
Instant read_clock();

// Nanoseconds that the process has had of the processors.
std::int64_t processor_time();

}  // namespace tapbond
