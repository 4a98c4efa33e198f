// Names of NetBIOS as questions about them carry them (RFC 1001, 14.1).
#pragma once

#include <string>
#include <string_view>

namespace tapbond::messages {

// The name that was put into 32 letters, without what pads it and without its last byte, which
// tells of what kind it is. Text that is no such name stays as it is.
std::string netbios_name(std::string_view text);

}  // namespace tapbond::messages
