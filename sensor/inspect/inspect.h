// Looking around without capturing: which interface is which, and is this sensor fit to listen?
#pragma once

#include "sensor/run/options.h"

namespace tapbond {

// -D. The program's exit status.
int run_list(const Options& options);

// --check. The exit status: 0, 1 (warnings), 2 (failures, or it could not be checked).
int run_check(const Options& options);

}  // namespace tapbond
