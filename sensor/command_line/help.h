// What --help prints.
#pragma once

#include <string>

namespace tapbond {

// A screen of help on a topic ("", "check", "text", "files", "order"). Throws UsageError for
// another topic.
std::string help_text(const std::string& topic);

}  // namespace tapbond
