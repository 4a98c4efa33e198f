#include "sensor/run/clock_watch.h"

#include <algorithm>
#include <cstdlib>

namespace tapbond {

std::optional<ClockWatch::Step> ClockWatch::observe(const Instant& now) {
  const std::int64_t offset = now.wall - now.monotonic;
  const std::int64_t change = offset_ ? offset - *offset_ : 0;
  const bool set = std::llabs(change) >= kSmallestStep + std::max(now.apart, apart_);
  if (offset_ && !set && now.apart >= apart_) return std::nullopt;
  offset_ = offset;
  apart_ = now.apart;
  if (!set) return std::nullopt;
  return Step{now.wall - change, now.wall};
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
