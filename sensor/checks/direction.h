// Does a leg carry one direction, as a tap's output does, or both?
#pragma once

#include "sensor/checks/facts.h"

namespace tapbond {

enum class Directions { kUnknown, kOne, kBoth };

// By the pairs of MAC addresses between which unicast frames went. A few that spoke both ways do
// not count: a switch that forgot an address floods some frames the wrong way.
inline Directions direction_of(const LegTraffic& leg) {
  if (leg.pairs == 0) return Directions::kUnknown;
  return leg.pairs_both_ways * 10 > leg.pairs ? Directions::kBoth : Directions::kOne;
}

}  // namespace tapbond
