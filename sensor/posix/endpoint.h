// An address and a port to listen on or to connect to, in numbers: names are never resolved.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace tapbond {

struct Endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;  // of what is used of it
  bool loopback = false;
  bool wildcard = false;  // all addresses of this host
  std::uint16_t port = 0;
};

// From "127.0.0.1:57012" or "[::1]:57012". Throws UsageError that names the option.
Endpoint parse_endpoint(const std::string& option, const std::string& text);

// The reverse; host_text() is the address alone, without brackets.
std::string endpoint_text(const sockaddr_storage& address);
std::string host_text(const sockaddr_storage& address);

// A leg that is the feed of another sensor: "TCP@" and the endpoint, as Wireshark calls such a
// source. feed_name() gives each endpoint one name, however it was written; anything that is no
// feed stays as it is. Both throw UsageError.
bool is_feed(const std::string& leg);
Endpoint feed_endpoint(const std::string& leg);
std::string feed_name(const std::string& leg);

}  // namespace tapbond
