// Giving up root.
#pragma once

#include <optional>
#include <string>

namespace tapbond {

// From here on the process is `user`, or the default of sensor/posix/user.h. When it listens it
// keeps CAP_NET_RAW alone, so that a leg whose interface went away can be opened again. "root"
// stays root. Without root there is nothing to give up, and whoever is named is passed over, as
// tcpdump does. Call while the process has one thread. Throws std::runtime_error with one clear
// line.
void drop_privileges(const std::optional<std::string>& user, bool keep_listening);

}  // namespace tapbond
