// What of a frame is the same in every copy that a mirror makes of it.
//
// Of IP all from its header on, as long as the header tells: what is in front (MAC addresses, VLAN
// tags, MPLS labels, PPPoE) is of one link, and padding behind is of one Ethernet. Of the header a
// router changes time to live or hop limit and with it IPv4's checksum (RFC 1812, 5.3.1; RFC 8200,
// 3), and it or a switch may change the byte of DSCP and ECN (RFC 2474, RFC 3168): these do not
// count. IPv4's options and IPv6's extension headers do, which routers hardly ever touch. Of what
// is not IP, or no whole IP header, every byte counts.
#pragma once

#include <cstdint>
#include <span>

#include "bond/frame.h"
#include "sensor/duplicates/packet_hash.h"

namespace tapbond {

struct Comparable {
  std::span<const std::uint8_t> bytes{};   // in the frame
  const PacketHash::Mask* mask = nullptr;  // of their front; static
  std::uint32_t length = 0;                // of the packet, of which `bytes` may be the front
  bool ip = false;
  bool numbered = false;  // by its sender: IPv4's identification, where it is not 0
  std::uint8_t hops = 0;  // that it has left
};

// False where not all bytes that count are there (`most` of them, at most): a packet that was cut
// is nobody's copy. `linktype`: LINKTYPE_ value.
bool find_comparable(const Frame& frame, int linktype, std::uint32_t most, Comparable& packet);

}  // namespace tapbond
