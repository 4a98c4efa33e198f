#include "sensor/posix/endpoint.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "sensor/usage_error.h"

namespace tapbond {
namespace {

constexpr std::string_view kFeed = "TCP@";
constexpr unsigned kLoopbackNetwork = 127;  // 127.0.0.0/8

std::optional<std::uint16_t> port_in(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// The structures of the socket interface are all views of one storage.
template <typename Address>
Endpoint endpoint_of(const Address& address) {
  Endpoint endpoint{.address = {}, .size = sizeof address};
  std::memcpy(&endpoint.address, &address, sizeof address);
  return endpoint;
}

template <typename Address>
Address view_of(const sockaddr_storage& storage) {
  Address address{};
  std::memcpy(&address, &storage, sizeof address);
  return address;
}

}  // namespace

Endpoint parse_endpoint(const std::string& option, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon != std::string::npos) {
    const auto port = port_in(std::string_view(text).substr(colon + 1));
    std::string host = text.substr(0, colon);
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (port && inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
      v4.sin_family = AF_INET;
      v4.sin_port = htons(*port);
      Endpoint endpoint = endpoint_of(v4);
      endpoint.loopback = ntohl(v4.sin_addr.s_addr) >> 24 == kLoopbackNetwork;
      endpoint.wildcard = v4.sin_addr.s_addr == INADDR_ANY;
      endpoint.port = *port;
      return endpoint;
    }
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (port && bracketed && inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
      v6.sin6_family = AF_INET6;
      v6.sin6_port = htons(*port);
      Endpoint endpoint = endpoint_of(v6);
      endpoint.loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
      endpoint.wildcard = IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr);
      endpoint.port = *port;
      return endpoint;
    }
  }
  throw UsageError(fmt::format(
      "{} takes an address and a port in numbers (127.0.0.1:57012, [::1]:57012), not \"{}\"; names "
      "are never resolved",
      option, text));
}

std::string host_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> host{};
  if (address.ss_family == AF_INET) {
    const auto v4 = view_of<sockaddr_in>(address);
    inet_ntop(AF_INET, &v4.sin_addr, host.data(), host.size());
  } else {
    const auto v6 = view_of<sockaddr_in6>(address);
    inet_ntop(AF_INET6, &v6.sin6_addr, host.data(), host.size());
  }
  return host.data();
}

std::string endpoint_text(const sockaddr_storage& address) {
  const std::string host = host_text(address);
  if (address.ss_family == AF_INET) {
    return fmt::format("{}:{}", host, ntohs(view_of<sockaddr_in>(address).sin_port));
  }
  return fmt::format("[{}]:{}", host, ntohs(view_of<sockaddr_in6>(address).sin6_port));
}

bool is_feed(const std::string& leg) { return leg.starts_with(kFeed); }

Endpoint feed_endpoint(const std::string& leg) {
  return parse_endpoint("-i TCP@", leg.substr(kFeed.size()));
}

std::string feed_name(const std::string& leg) {
  return is_feed(leg) ? std::string(kFeed) + endpoint_text(feed_endpoint(leg).address) : leg;
}

}  // namespace tapbond
