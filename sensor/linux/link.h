// What Linux knows of a network interface.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapbond {

struct Link {
  unsigned index = 0;    // 0: there is no such interface
  bool up = false;       // administratively
  bool carrier = false;  // the link is up too
  bool loopback = false;

  bool usable() const { return index != 0 && up && carrier; }
  bool operator==(const Link&) const = default;
};

// "any" is always there and up.
Link link_of(const std::string& interface);

// The largest packet that the interface sends, in bytes without the link-layer header; 0 where that
// is not known.
int mtu_of(const std::string& interface);

// Whether its frames are Ethernet's and nothing else, as they are on the loopback. The port of a
// switch chip puts the chip's tags into them.
bool carries_ethernet(const std::string& interface);

// What the kernel counts of the interface under that name (ip -s -s link shows most of it); nothing
// where it does not, or the interface is gone.
std::optional<std::uint64_t> kernel_statistic(const std::string& interface, std::string_view name);

}  // namespace tapbond
