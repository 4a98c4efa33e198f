#include "sensor/linux/link.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>

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

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

Link link_of(const std::string& interface) {
  if (interface == "any") return {~0U, true, true};
  ifreq request = request_for(interface);
  if (ioctl(query_socket(), SIOCGIFFLAGS, &request) != 0) return {};
  const auto flags = static_cast<unsigned short>(request.ifr_flags);
  if (ioctl(query_socket(), SIOCGIFINDEX, &request) != 0) return {};
  return {static_cast<unsigned>(request.ifr_ifindex), (flags & IFF_UP) != 0,
          (flags & IFF_RUNNING) != 0};
}

std::vector<std::string> addresses_of(const std::string& interface) {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  std::vector<std::string> addresses;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || interface != entry->ifa_name) continue;
    char text[INET6_ADDRSTRLEN] = "";
    const void* raw = nullptr;
    if (entry->ifa_addr->sa_family == AF_INET) {
      raw = &reinterpret_cast<const sockaddr_in*>(entry->ifa_addr)->sin_addr;
    } else if (entry->ifa_addr->sa_family == AF_INET6) {
      raw = &reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr)->sin6_addr;
    }
    if (raw != nullptr && inet_ntop(entry->ifa_addr->sa_family, raw, text, sizeof text)) {
      addresses.emplace_back(text);
    }
  }
  return addresses;
}

std::string hardware_name() {
  std::string name;
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("model name")) {
      name = line.substr(line.find(':') + 2);
      break;
    }
  }
  const std::string vendor = first_line("/sys/class/dmi/id/sys_vendor");
  const std::string product = first_line("/sys/class/dmi/id/product_name");
  for (const std::string& part : {vendor, product}) {
    if (!part.empty()) name += (name.empty() ? "" : ", ") + part;
  }
  return name;
}

std::string os_name() {
  utsname names{};
  if (uname(&names) != 0) return {};
  return std::string(names.sysname) + " " + names.release + " " + names.version;
}

}  // namespace tapbond
