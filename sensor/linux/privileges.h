// Giving up root.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace tapbond {

struct User {
  uid_t uid;
  gid_t gid;
};

// Who ran this as root through sudo; nothing otherwise.
std::optional<User> invoking_user();

// That user's name, where it has one.
std::optional<std::string> invoking_user_name();

// From here on the process is `user` (default: "tapbond" where there is such a user, else
// "nobody"), with that user's groups and no way back. When it listens it keeps CAP_NET_RAW alone,
// so that a leg whose interface went away can be opened again. "root" stays root. Without root
// there is nothing to give up, and naming a user is an error. Call while the process has one
// thread. Throws std::runtime_error with one clear line.
void drop_privileges(const std::optional<std::string>& user, bool keep_listening);

}  // namespace tapbond
