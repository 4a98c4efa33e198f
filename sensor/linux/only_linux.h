// What only Linux has, in one place.
//
// The headers of this folder are all that the rest of the program knows of Linux; beyond them it is
// POSIX and libpcap. Behind each header there are two sources, and a build has one of them: this
// folder's, or that of its name in sensor/portable/, which does with POSIX and libpcap what can be
// done so and says of the rest that it is not known (TAPBOND_LINUX=OFF, and on every other system).
// Whole sources rather than conditions within them, so that each reads as one program and a port
// adds to one folder; functions rather than virtual ones, because a build knows its system.
#pragma once

#include <string_view>

namespace tapbond {

// Throws UsageError, in one line, for an option that a build without Linux cannot serve.
void need_linux(std::string_view option);

}  // namespace tapbond
