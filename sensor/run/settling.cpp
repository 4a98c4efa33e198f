#include "sensor/run/settling.h"

#include <algorithm>

namespace tapbond {

Settling::Settling(const Legs& legs, std::int64_t now) : legs_(legs), give_up_(now + kWaitFor) {
  for (const auto& leg : legs_) leg->stop();
}

bool Settling::over(std::int64_t now) const {
  return now > give_up_ ||
         std::all_of(legs_.begin(), legs_.end(), [](const auto& leg) { return leg->settled(); });
}

}  // namespace tapbond
