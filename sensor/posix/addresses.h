// The addresses that this host has, in numbers.
#pragma once

#include <string>
#include <vector>

namespace tapbond {

// The interface's IPv4 and IPv6 addresses.
std::vector<std::string> addresses_of(const std::string& interface);

// Those of all interfaces.
std::vector<std::string> addresses_of_host();

}  // namespace tapbond
