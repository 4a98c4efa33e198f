// What happens when one of the host's clocks is set, and the clock that stamps are taken from.
#pragma once

#include <cstdint>
#include <optional>

#include "sensor/posix/clock.h"

namespace tapbond {

// Finds the moments when the wall clock was set: by NTP in one go, by hand, or on resume of a
// guest. (A clock that is slewed runs evenly on both; only a step tells them apart.)
class ClockWatch {
 public:
  // Smaller steps do not matter to the order of frames and may be noise of the measurement.
  static constexpr std::int64_t kSmallestStep = 1'000'000;

  struct Step {
    std::int64_t before;  // what the wall clock would say now
    std::int64_t after;   // what it says
  };

  // The step that happened since the last call, if any. What may be the time between the readings
  // of the two clocks is none.
  std::optional<Step> observe(const Instant& now);

 private:
  std::optional<std::int64_t> offset_;
  std::int64_t apart_ = 0;  // of the reading that offset_ is from
};

// The clock that the legs' stamps are taken from. Normally the host's wall clock. With stamps of an
// adapter's own clock nothing is known of that clock but the stamps: then it is at least at the
// newest stamp seen, plus the time since.
class StampClock {
 public:
  explicit StampClock(bool host) : host_(host) {}

  bool is_hosts() const { return host_; }

  void saw(std::int64_t stamp, const Instant& now);
  std::int64_t at(const Instant& now) const;

 private:
  bool host_;
  std::int64_t newest_ = 0;
  std::int64_t newest_at_ = 0;
  bool any_ = false;
};

}  // namespace tapbond
