// What a frame carries above its link layer, found behind headers, tags and labels without printing
// anything. Nothing here allocates; a loop over what a frame claims has a bound.
#pragma once

#include <cstdint>
#include <optional>

#include "decoders/core/bytes.h"
#include "decoders/core/ethertype.h"

namespace tapbond::packets {

using text::Bytes;

// Tags, labels and tunnels in each other. Nobody nests deeper but to make us work.
inline constexpr int kMostLayers = 16;

// Layers that have no ethertype (decoders/core/ethertype.h): numbers below the first of these.
enum OtherLayer : std::uint16_t {
  kIeee80211 = 1,  // a frame of IEEE 802.11
  kAggregate,      // several packets in one such frame, each with a header (next_in_aggregate)
  kLlc,            // IEEE 802.2
};

// A whole frame, whatever brought it here.
inline constexpr std::uint16_t kEthernet = Ethertype::kTransparentBridging;

// What comes next: of an ethertype, or one of the above, behind a header that was taken off.
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
