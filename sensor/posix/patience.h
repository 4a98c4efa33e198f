// How long a reader that takes nothing is waited for: without end, until somebody has none left.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "sensor/posix/clock.h"

namespace tapbond {

class Patience {
 public:
  // From here on for so long.
  static constexpr std::int64_t kLeft = 800'000'000;

  // From any thread.
  void lose() {
    std::int64_t none = 0;
    lost_at_.compare_exchange_strong(none, read_clock().monotonic);
  }

  // For a reader that last took something then (monotonic).
  bool is_over(std::int64_t last_progress) const {
    const std::int64_t lost_at = lost_at_;
    return lost_at != 0 && read_clock().monotonic - std::max(lost_at, last_progress) > kLeft;
  }

 private:
  std::atomic<std::int64_t> lost_at_ = 0;
};

}  // namespace tapbond
