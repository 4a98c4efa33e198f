// What Linux knows of a network interface.
#pragma once

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

}  // namespace tapbond
