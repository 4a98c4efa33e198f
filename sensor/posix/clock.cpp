#include "sensor/posix/clock.h"

#include <limits>

namespace tapbond {
namespace {

std::int64_t nanoseconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

UtcTime utc_time(std::int64_t time) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::time_t seconds = time / kSecond;
  UtcTime utc{.nanoseconds = time % kSecond};
  if (utc.nanoseconds < 0) {
    --seconds;
    utc.nanoseconds += kSecond;
  }
  gmtime_r(&seconds, &utc.parts);
  return utc;
}

Instant read_clock() {
  // Between the two readings the processor may be taken away; then they are not of one moment. The
  // best of some tries: a guest's clock can take longer than this each time.
  constexpr std::int64_t kTogether = 20'000;
  Instant best{.apart = std::numeric_limits<std::int64_t>::max()};
  for (int tries = 0; tries < 5 && best.apart >= kTogether; ++tries) {
    Instant now;
    now.monotonic = nanoseconds(CLOCK_MONOTONIC);
    now.wall = nanoseconds(CLOCK_REALTIME);
    now.apart = nanoseconds(CLOCK_MONOTONIC) - now.monotonic;
    if (now.apart < best.apart) best = now;
  }
  return best;
}

std::int64_t processor_time() { return nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace tapbond
