#include "sensor/posix/clock.h"

#include <ctime>

namespace tapbond {
namespace {

std::int64_t nanoseconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Instant read_clock() {
  // Between the two readings the processor may be taken away; then they are not of one moment.
  constexpr std::int64_t kTogether = 20'000;
  Instant now;
  for (int tries = 0; tries < 5; ++tries) {
    now.monotonic = nanoseconds(CLOCK_MONOTONIC);
    now.wall = nanoseconds(CLOCK_REALTIME);
    if (nanoseconds(CLOCK_MONOTONIC) - now.monotonic < kTogether) break;
  }
  return now;
}

}  // namespace tapbond
