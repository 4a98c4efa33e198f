// What a frame carries above its link layer, found behind headers, tags and labels without printing
// anything. Nothing here allocates; a loop over what a frame claims has a bound.
#pragma once

#include <cstdint>
#include <optional>

#include "decoders/core/bytes.h"

namespace tapbond::packets {

using text::Bytes;

// Tags, labels and tunnels in each other. Nobody nests deeper but to make us work.
inline constexpr int kMostLayers = 16;

// IEEE 802's numbers, and a few below the first of them for layers that have none.
enum Ethertype : std::uint16_t {
  kIeee80211 = 1,  // a frame of IEEE 802.11
  kAggregate,      // several packets in one such frame, each with a header (next_in_aggregate)
  kLlc,            // IEEE 802.2
  kIpv4 = 0x0800,
  kArp = 0x0806,
  kEthernet = 0x6558,  // transparent Ethernet bridging (RFC 1701)
  kVlan = 0x8100,
  kPpp = 0x880b,
  kMpls = 0x8847,
  kMplsUpstream = 0x8848,
  kPppoeSession = 0x8864,
  kServiceVlan = 0x88a8,
  kBackboneBridge = 0x88e7,  // IEEE 802.1ah
  kFabricPath = 0x8903,
  kNetworkVisibility = 0x8926,  // VN-Tag
  kOldVlan = 0x9100,
  kOldVlan2 = 0x9200,
  kIpv6 = 0x86dd,
};

// What comes next: of an ethertype, behind a header that was taken off.
struct Layer {
  std::uint16_t type = 0;
  Bytes data;
};
using Next = std::optional<Layer>;

// Of a whole frame of that link type (LINKTYPE_ value). Nothing where it is not known, or cut.
Next first_layer(int linktype, Bytes frame);

// Below the network layer, what that layer carries. Nothing when the network layer is reached.
Next next_link_layer(const Layer& at);

// By the version in its first nibble.
Next either_ip(Bytes data);

// Behind PPP's protocol number, which `data` begins with (one byte where it is compressed).
Next ppp(Bytes data);

// The first packet of an aggregate (IEEE 802.11, A-MSDU), which is taken off its front.
Next next_in_aggregate(Bytes& aggregate);

}  // namespace tapbond::packets
