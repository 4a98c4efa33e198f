#include "sensor/clock.h"

#include <cstdlib>
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

std::optional<ClockWatch::Step> ClockWatch::observe(const Instant& now) {
  const std::int64_t offset = now.wall - now.monotonic;
  if (!offset_) offset_ = offset;
  if (std::llabs(offset - *offset_) < kSmallestStep) return std::nullopt;
  const Step step{now.monotonic + *offset_, now.wall};
  offset_ = offset;
  return step;
}

void StampClock::saw(std::int64_t stamp, const Instant& now) {
  if (any_ && stamp <= newest_) return;
  newest_ = stamp;
  newest_at_ = now.monotonic;
  any_ = true;
}

std::int64_t StampClock::at(const Instant& now) const {
  if (host_ || !any_) return now.wall;
  return newest_ + now.monotonic - newest_at_;
}

}  // namespace tapbond
