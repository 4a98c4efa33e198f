// The innermost IP or ARP packet of a frame, found behind link layers, tags and tunnels without
// printing anything.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "decoders/core/bytes.h"

namespace tapbond::causes {

using text::Bytes;

struct Packet {
  enum class Kind { kArp, kIpv4, kIpv6 };

  Kind kind = Kind::kArp;
  // Four bytes or sixteen, in the frame, the destination right behind the source; none of ARP.
  std::span<const std::uint8_t> source{};
  std::span<const std::uint8_t> destination{};
  std::uint8_t protocol = 0;         // of `payload`, behind extension headers
  bool fragment = false;             // not whole: its payload's length says nothing
  std::uint16_t identification = 0;  // IPv4's
  Bytes payload;                     // of IP, as long as IP says; or ARP's own packet
};

// False, and `packet` is not changed, where there is none, or where it cannot be reached: cut,
// encrypted, an unknown protocol.
bool find_innermost_packet(int linktype, Bytes frame, Packet& packet);

// Whether there may be a packet inside of datagrams from or to that port.
bool is_port_of_tunnel(std::uint16_t port);

// An IP packet at the start of `data`, or what an ICMP error quotes of one; likewise.
bool find_ip_packet(Bytes data, Packet& packet);

}  // namespace tapbond::causes
