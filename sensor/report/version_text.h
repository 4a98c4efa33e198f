// The version, and those of the libraries that matter to what is captured and shown.
#pragma once

#include <string>

namespace tapbond {

std::string version_text();

}  // namespace tapbond
