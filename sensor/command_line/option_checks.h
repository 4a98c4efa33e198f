// Whether what was said goes together. Both throw UsageError.
#pragma once

#include "sensor/run/options.h"

namespace tapbond {

// What is listened to, read or looked at.
void check_legs(const Options& options);

// Where it goes.
void check_outputs(const Options& options);

}  // namespace tapbond
