// The command line, read into the values that a run is made from.
#pragma once

#include "sensor/run/options.h"

namespace tapbond {

// The command line and, where it names one, the configuration file, in which what the command line
// says as well is passed over. Throws UsageError.
Options parse_options(int argc, const char* const* argv);

}  // namespace tapbond
