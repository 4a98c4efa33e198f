// The outer VLAN tag of an Ethernet frame (IEEE 802.1Q, clause 9), as a carrier: what is inside is
// the frame without it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sensor/unwrap/inside.h"

namespace tapbond {

// Whether a tag follows such an ethertype: 802.1Q, 802.1ad, and what was used for the outer one of
// two before that.
constexpr bool is_vlan_tag(std::uint16_t type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

// None where there is no tag, or one that names no VLAN (id 0: it only has a priority), or where
// the frame was cut in front of its end. `length`: on the wire.
std::optional<Inside> inside_vlan(std::span<const std::uint8_t> frame, std::uint32_t length);

}  // namespace tapbond
