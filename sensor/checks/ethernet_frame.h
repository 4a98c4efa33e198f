// What a check wants to know of an Ethernet frame: who spoke to whom.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tapbond {

// One side of a TCP conversation or of a ping, and whether this frame proves that the other side
// has spoken before: a TCP segment that acknowledges, an echo reply.
struct Speech {
  std::uint64_t conversation = 0;  // the same number for both sides
  bool first_side = false;         // the side whose address and port come first
  bool answers = false;
};

struct EthernetFrame {
  std::uint64_t destination = 0;  // MAC addresses, 48 bits
  std::uint64_t source = 0;
  std::optional<Speech> speech = {};

  bool to_group() const { return (destination >> 40 & 1) != 0; }
};

// Nothing for what is shorter than a header. Reads VLAN tags (IEEE 802.1Q, two at most), IPv4
// (RFC 791), IPv6 without extension headers (RFC 8200), TCP (RFC 9293) and ICMP echo (RFC 792,
// RFC 4443); never outside of `bytes`, whatever they say.
std::optional<EthernetFrame> read_ethernet_frame(std::span<const std::uint8_t> bytes);

}  // namespace tapbond
