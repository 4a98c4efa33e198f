// Who runs this, and as whom it goes on.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace tapbond {

struct User {
  std::string name;
  uid_t uid;
  gid_t gid;
};

// Who ran this as root through sudo; nothing otherwise. Has no name where the system knows none.
std::optional<User> invoking_user();

// Whom the process is to become when it gives up root (default: "tapbond" where there is such a
// user, else "nobody"). Throws std::runtime_error with one clear line.
User user_to_become(const std::optional<std::string>& name);

// From here on the process is that user, with that user's groups and no way back. Throws
// std::runtime_error with one clear line.
void become(const User& user);

}  // namespace tapbond
