// A bit of everything that is met on a network, and some of what should not be: what tapbond's text
// is compared on, with every link type and cut at every length.
#pragma once

#include <vector>

#include "frame_builder.h"

namespace tapbond::test {

std::vector<Octets> ip_packets();       // IPv4 and IPv6, without a link-layer header
std::vector<Octets> ethernet_frames();  // those in Ethernet II, and what else Ethernet carries

struct LinkTraffic {
  int linktype;
  std::vector<Octets> frames;
};

// For each link type that tapbond knows, and one that it does not.
std::vector<LinkTraffic> link_traffic();

}  // namespace tapbond::test
