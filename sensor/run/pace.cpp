#include "sensor/run/pace.h"

#include <algorithm>

namespace tapbond {

void Pace::found(std::size_t bytes) {
  if (bytes > ring_ / 2) tick_ = std::max(tick_ / 2, kShortestTick);
  if (bytes < ring_ / 8) tick_ = std::min(tick_ * 2, kLongestTick);
}

std::int64_t Pace::pause(Load load, std::optional<std::int64_t> due) const {
  if (load == Load::kBacklog) return 0;
  if (load == Load::kBusy) return tick_;
  return due ? std::clamp(*due, kMillisecond, kIdle) : kIdle;
}

}  // namespace tapbond
