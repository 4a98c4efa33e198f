#include "sensor/run/leg_watch.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tapbond {

bool LegWatch::look(std::int64_t now) {
  if (now < next_) return false;
  next_ = now + kEvery;
  for (const auto& leg : legs_) leg->watch(now);
  const bool all_away =
      std::all_of(legs_.begin(), legs_.end(), [](const auto& leg) { return leg->away(); });
  if (all_away && !all_away_) spdlog::warn("no leg is left; waiting until one is back");
  all_away_ = all_away;
  return true;
}

bool LegWatch::stamped_by_host() const {
  return std::none_of(legs_.begin(), legs_.end(),
                      [](const auto& leg) { return leg->has_adapters_clock(); });
}

}  // namespace tapbond
