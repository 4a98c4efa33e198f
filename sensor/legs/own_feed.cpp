#include "sensor/legs/own_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sensor/linux/link.h"
#include "sensor/posix/addresses.h"

namespace tapbond {
namespace {

bool is_of_this_host(const Endpoint& endpoint) {
  if (endpoint.loopback || endpoint.wildcard) return true;
  const std::vector<std::string> own = addresses_of_host();
  return std::find(own.begin(), own.end(), host_text(endpoint.address)) != own.end();
}

bool passes(const Endpoint& served, const std::string& interface) {
  if (interface == "any" || link_of(interface).loopback) return true;
  return !served.loopback && !addresses_of(interface).empty();
}

}  // namespace

bool reads_own_feed(const Endpoint& source, const Endpoint& served) {
  if (source.port != served.port) return false;
  if (host_text(source.address) == host_text(served.address)) return true;
  const bool same_family = source.address.ss_family == served.address.ss_family;
  // Every address of IPv6 means those of IPv4 as well.
  if (served.wildcard) {
    return (same_family || served.address.ss_family == AF_INET6) && is_of_this_host(source);
  }
  // Who connects to no address in particular gets the loopback's.
  return source.wildcard && same_family && served.loopback;
}

std::string without_own_feed(const std::string& filter, const Endpoint& served,
                             const std::string& interface) {
  if (!passes(served, interface)) return filter;
  std::vector<std::string> connections;
  for (const std::string& host :
       served.wildcard ? addresses_of_host() : std::vector{host_text(served.address)}) {
    for (const char* end : {"src", "dst"}) {
      connections.push_back(
          fmt::format("({0} host {1} and tcp {0} port {2})", end, host, served.port));
    }
  }
  if (connections.empty()) return filter;
  const std::string others = fmt::format("not ({})", fmt::join(connections, " or "));
  return filter.empty() ? others : fmt::format("({}) and {}", filter, others);
}

}  // namespace tapbond
