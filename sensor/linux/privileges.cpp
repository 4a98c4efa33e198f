#include "sensor/linux/privileges.h"

#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace tapbond {
namespace {

const passwd& choose_user(const std::optional<std::string>& user) {
  const passwd* entry = nullptr;
  if (user) {
    entry = getpwnam(user->c_str());
    if (entry == nullptr) {
      throw std::runtime_error(fmt::format("-Z {}: there is no such user", *user));
    }
    return *entry;
  }
  for (const char* name : {"tapbond", "nobody"}) {
    entry = getpwnam(name);
    if (entry != nullptr) return *entry;
  }
  throw std::runtime_error(
      "there is neither a user tapbond nor a user nobody to run as; name one with -Z");
}

void keep_only(unsigned capability) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
  data[0].effective = data[0].permitted = 1U << capability;
  if (syscall(SYS_capset, &header, data) != 0) {
    throw std::runtime_error(fmt::format("cannot keep the right to listen: {}", strerror(errno)));
  }
}

}  // namespace

std::optional<User> invoking_user() {
  const char* uid = std::getenv("SUDO_UID");
  const char* gid = std::getenv("SUDO_GID");
  if (geteuid() != 0 || uid == nullptr || gid == nullptr) return std::nullopt;
  return User{static_cast<uid_t>(std::strtoul(uid, nullptr, 10)),
              static_cast<gid_t>(std::strtoul(gid, nullptr, 10))};
}

std::optional<std::string> invoking_user_name() {
  const auto user = invoking_user();
  const passwd* entry = user ? getpwuid(user->uid) : nullptr;
  if (entry == nullptr) return std::nullopt;
  return entry->pw_name;
}

void drop_privileges(const std::optional<std::string>& user, bool keep_listening) {
  if (geteuid() != 0) {
    if (user) throw std::runtime_error(fmt::format("-Z {}: only root can become that user", *user));
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return;
  }
  const passwd& entry = choose_user(user);
  if (entry.pw_uid == 0) return;
  if (keep_listening) prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
  if (initgroups(entry.pw_name, entry.pw_gid) != 0 || setgid(entry.pw_gid) != 0 ||
      setuid(entry.pw_uid) != 0) {
    throw std::runtime_error(
        fmt::format("cannot become user {}: {}; -Z names another", entry.pw_name, strerror(errno)));
  }
  if (keep_listening) keep_only(CAP_NET_RAW);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

}  // namespace tapbond
