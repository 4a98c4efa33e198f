// The legs of a live run.
#pragma once

#include <vector>

#include "sensor/legs/leg.h"
#include "sensor/run/options.h"
#include "sensor/run/stream.h"

namespace tapbond {

// Who stamps the frames of interfaces, as libpcap numbers it (-j). Throws UsageError.
int tstamp_type_of(const Options& options);

// Opens the legs that the options name, interfaces and feeds, and enters those interfaces that are
// known by then into the stream's table. The options and the stream outlive the legs. Throws
// std::runtime_error with one line that names the leg and the remedy.
Legs open_live_legs(const Options& options, Stream& stream);

}  // namespace tapbond
