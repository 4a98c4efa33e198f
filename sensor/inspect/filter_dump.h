// What a filter is compiled to (-d): for the link type of each leg, of -y, or Ethernet's.
#pragma once

#include "sensor/run/options.h"

namespace tapbond {

// Prints it as tcpdump does: -d as instructions, -dd as a fragment of C, -ddd as numbers. Legs for
// which it is the same share one. Throws UsageError and std::runtime_error.
int run_filter_dump(const Options& options);

}  // namespace tapbond
