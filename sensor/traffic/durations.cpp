#include "sensor/traffic/durations.h"

#include <algorithm>
#include <cmath>

namespace tapbond {
namespace {

constexpr double kStep = 1.2;

}  // namespace

void Durations::add(std::int64_t duration) {
  least_ = count_ == 0 ? duration : std::min(least_, duration);
  most_ = std::max(most_, duration);
  ++count_;
  const double step =
      std::log(static_cast<double>(std::max<std::int64_t>(duration, 1))) / std::log(kStep);
  ++steps_[std::min(static_cast<std::size_t>(step), kSteps - 1)];
}

std::int64_t Durations::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kSteps; ++i) {
    seen += steps_[i];
    if (seen < wanted || seen == 0) continue;
    if (i + 1 == kSteps) break;
    const auto upper = static_cast<std::int64_t>(std::pow(kStep, static_cast<double>(i + 1)));
    return std::clamp(upper, least_, most_);
  }
  return most_;
}

}  // namespace tapbond
