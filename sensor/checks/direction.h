// Does a leg carry one direction, as a tap's output does, or both?
#pragma once

#include "sensor/checks/facts.h"

namespace tapbond {

enum class Direction { kUnknown, kOne, kBoth };

// By the pairs of MAC addresses between which unicast frames went. A few that spoke both ways do
// not count: a switch that forgot an address floods some frames the wrong way.
inline Direction direction_of(const LegTraffic& leg) {
  if (leg.pairs == 0) return Direction::kUnknown;
  return leg.pairs_both_ways * 10 > leg.pairs ? Direction::kBoth : Direction::kOne;
}

}  // namespace tapbond
