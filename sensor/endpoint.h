// An address and a port to listen on, in numbers: names are never resolved.
#pragma once

#include <sys/socket.h>

#include <string>

namespace tapbond {

struct Endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;  // of what is used of it
  bool loopback = false;
};

// From "127.0.0.1:57012" or "[::1]:57012". Throws UsageError that names the option.
Endpoint parse_endpoint(const std::string& option, const std::string& text);

// The reverse.
std::string endpoint_text(const sockaddr_storage& address);

}  // namespace tapbond
