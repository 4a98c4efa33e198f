#include "sensor/posix/user.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace tapbond {
namespace {

std::optional<User> user_named(const char* name) {
  const passwd* entry = getpwnam(name);
  if (entry == nullptr) return std::nullopt;
  return User{entry->pw_name, entry->pw_uid, entry->pw_gid};
}

}  // namespace

std::optional<User> invoking_user() {
  const char* uid = std::getenv("SUDO_UID");
  const char* gid = std::getenv("SUDO_GID");
  if (geteuid() != 0 || uid == nullptr || gid == nullptr) return std::nullopt;
  User user{{},
            static_cast<uid_t>(std::strtoul(uid, nullptr, 10)),
            static_cast<gid_t>(std::strtoul(gid, nullptr, 10))};
  if (const passwd* entry = getpwuid(user.uid)) user.name = entry->pw_name;
  return user;
}

User user_to_become(const std::optional<std::string>& name) {
  if (name) {
    if (const auto user = user_named(name->c_str())) return *user;
    throw std::runtime_error(fmt::format("-Z {}: there is no such user", *name));
  }
  for (const char* usual : {"tapbond", "nobody"}) {
    if (const auto user = user_named(usual)) return *user;
  }
  throw std::runtime_error(
      "there is neither a user tapbond nor a user nobody to run as; name one with -Z");
}

void become(const User& user) {
  if (initgroups(user.name.c_str(), user.gid) != 0 || setgid(user.gid) != 0 ||
      setuid(user.uid) != 0) {
    throw std::runtime_error(
        fmt::format("cannot become user {}: {}; -Z names another", user.name, strerror(errno)));
  }
}

}  // namespace tapbond
