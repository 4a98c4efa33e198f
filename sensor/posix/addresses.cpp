#include "sensor/posix/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>

namespace tapbond {
namespace {

template <typename Wanted>
std::vector<std::string> addresses_where(Wanted wanted) {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  std::vector<std::string> addresses;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || !wanted(entry->ifa_name)) continue;
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

}  // namespace

std::vector<std::string> addresses_of(const std::string& interface) {
  return addresses_where([&](const char* name) { return interface == name; });
}

std::vector<std::string> addresses_of_host() {
  return addresses_where([](const char*) { return true; });
}

}  // namespace tapbond
