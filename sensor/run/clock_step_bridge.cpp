#include "sensor/run/clock_step_bridge.h"

#include <spdlog/spdlog.h>

namespace tapbond {

bool ClockStepBridge::cross(const Instant& now, bool stamped_by_host) {
  if (const auto step = watch_.observe(now)) {
    spdlog::warn("the clock was set by {:+.6f} s; time stamps jump with it",
                 static_cast<double>(step->after - step->before) / 1e9);
    if (!stamped_by_host) return false;
    if (ends_ != 0) stream_.end_step(now.monotonic);
    const bool bridged = stream_.bond().begin_step(step->before, step->after);
    ends_ = bridged ? now.monotonic + stream_.bond().hold() : 0;
    return true;
  }
  if (ends_ != 0 && now.monotonic >= ends_) {
    ends_ = 0;
    stream_.end_step(now.monotonic);
  }
  return false;
}

}  // namespace tapbond
