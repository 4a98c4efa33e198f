// Whether what was said goes together. All throw UsageError.
#pragma once

#include <string>
#include <vector>

#include "sensor/run/options.h"

namespace tapbond {

// What is listened to, read or looked at.
void check_legs(const Options& options);

// What is left of the command line for a filter, where it is none: a further leg without its -i.
void check_words(const std::vector<std::string>& words, const Options& options);

// Where it goes.
void check_outputs(const Options& options);

}  // namespace tapbond
