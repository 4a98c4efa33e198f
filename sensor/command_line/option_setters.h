// Options that say one thing each, by being there or by the word behind them. What several of them
// say together is the parser's.
#pragma once

#include <string>

#include "sensor/run/options.h"

namespace tapbond {

// Sets what the option of that long name is about. False where it is none of these. Throws
// UsageError that names the option.
bool set_option(Options& options, const std::string& name, const std::string& value);

}  // namespace tapbond
