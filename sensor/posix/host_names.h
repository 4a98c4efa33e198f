// What a host says of itself, uname(3).
#pragma once

#include <string>

namespace tapbond {

// The operating system, as uname -srv says.
std::string os_name();

// What this host calls itself.
std::string host_name();

}  // namespace tapbond
