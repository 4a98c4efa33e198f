// What Linux knows of a network interface.
#pragma once

#include <cstdint>
#include <string>

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

// Frames that the interface's driver had no room for; 0 where that is not known.
std::uint64_t missed_by(const std::string& interface);

}  // namespace tapbond
