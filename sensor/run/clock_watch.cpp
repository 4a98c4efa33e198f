#include "sensor/run/clock_watch.h"

#include <cstdlib>

namespace tapbond {

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
