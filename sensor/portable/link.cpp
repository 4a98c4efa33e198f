#include "sensor/linux/link.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "sensor/posix/file_descriptor.h"

namespace tapbond {
namespace {

bool ask(const std::string& interface, unsigned long question, ifreq& answer) {
  static const auto socket = FileDescriptor::owned(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  interface.copy(answer.ifr_name, IFNAMSIZ - 1);
  return ioctl(socket.get(), question, &answer) == 0;
}

}  // namespace

Link link_of(const std::string& interface) {
  if (interface == "any") return {~0U, true, true, false};
  ifreq answer{};
  if (!ask(interface, SIOCGIFFLAGS, answer)) return {};
  const auto flags = static_cast<unsigned short>(answer.ifr_flags);
  return {.index = if_nametoindex(interface.c_str()),
          .up = (flags & IFF_UP) != 0,
          .carrier = (flags & IFF_RUNNING) != 0,
          .loopback = (flags & IFF_LOOPBACK) != 0};
}

int mtu_of(const std::string& interface) {
  ifreq answer{};
  return ask(interface, SIOCGIFMTU, answer) ? answer.ifr_mtu : 0;
}

bool carries_ethernet(const std::string&) { return false; }

std::optional<std::uint64_t> kernel_statistic(const std::string&, std::string_view) {
  return std::nullopt;
}

}  // namespace tapbond
