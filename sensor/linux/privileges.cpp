#include "sensor/linux/privileges.h"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "sensor/posix/user.h"

namespace tapbond {
namespace {

void keep_only(unsigned capability) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
  data[0].effective = data[0].permitted = 1U << capability;
  if (syscall(SYS_capset, &header, data) != 0) {
    throw std::runtime_error(fmt::format("cannot keep the right to listen: {}", strerror(errno)));
  }
}

}  // namespace

void drop_privileges(const std::optional<std::string>& user, bool keep_listening) {
  if (geteuid() != 0) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return;
  }
  const User chosen = user_to_become(user);
  if (chosen.uid == 0) return;
  if (keep_listening) prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
  become(chosen);
  if (keep_listening) keep_only(CAP_NET_RAW);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

}  // namespace tapbond
