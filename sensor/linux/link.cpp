#include "sensor/linux/link.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <fstream>

#include "sensor/linux/ethtool.h"

namespace tapbond {
namespace {

// Any socket will do to ask after interfaces; one is kept, as links are looked at often.
int query_socket() {
  static const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  return fd;
}

ifreq request_for(const std::string& interface) {
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  return request;
}

}  // namespace

Link link_of(const std::string& interface) {
  if (interface == "any") return {~0U, true, true, false};
  ifreq request = request_for(interface);
  if (ioctl(query_socket(), SIOCGIFFLAGS, &request) != 0) return {};
  const auto flags = static_cast<unsigned short>(request.ifr_flags);
  if (ioctl(query_socket(), SIOCGIFINDEX, &request) != 0) return {};
  const bool up = (flags & IFF_UP) != 0;
  // The flag follows a new carrier with up to a second's delay.
  const bool carrier = (flags & IFF_RUNNING) != 0 || (up && link_detected(interface));
  return {static_cast<unsigned>(request.ifr_ifindex), up, carrier, (flags & IFF_LOOPBACK) != 0};
}

int mtu_of(const std::string& interface) {
  ifreq request = request_for(interface);
  return ioctl(query_socket(), SIOCGIFMTU, &request) == 0 ? request.ifr_mtu : 0;
}

bool carries_ethernet(const std::string& interface) {
  ifreq request = request_for(interface);
  if (ioctl(query_socket(), SIOCGIFHWADDR, &request) != 0) return false;
  const auto type = request.ifr_hwaddr.sa_family;
  if (type != ARPHRD_ETHER && type != ARPHRD_LOOPBACK) return false;
  std::string tags;
  std::ifstream("/sys/class/net/" + interface + "/dsa/tagging") >> tags;
  return tags.empty() || tags == "none";
}

std::optional<std::uint64_t> kernel_statistic(const std::string& interface, std::string_view name) {
  std::uint64_t frames = 0;
  std::ifstream file("/sys/class/net/" + interface + "/statistics/" + std::string(name));
  if (file >> frames) return frames;
  return std::nullopt;
}

}  // namespace tapbond
