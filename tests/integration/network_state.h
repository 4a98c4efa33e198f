// Everything of a network namespace that a set-up script may change, to compare before and after.
#pragma once

#include <set>
#include <string>

namespace tapbond::lab {

// The lines with which the tools show links, addresses, permanent neighbours, routes, bridge ports,
// offloads, rings, queueing disciplines and filters, packet filter rules and network sysctls;
// without what changes by itself, such as counters and timers.
using NetworkState = std::multiset<std::string>;

NetworkState network_state(const std::string& netns);

// The lines of `before` alone, marked with -, and of `after` alone, marked with +.
std::string difference(const NetworkState& before, const NetworkState& after);

}  // namespace tapbond::lab
