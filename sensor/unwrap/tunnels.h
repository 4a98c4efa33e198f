// Tunnels with Ethernet frames in them, as mirrors send them to a sensor.
//
//   VXLAN   RFC 7348, UDP to port 4789, or 8472 as Linux had it
//   GENEVE  RFC 8926, UDP to port 6081
//   GRE     RFC 2784 and 2890, with transparent Ethernet bridging (0x6558)
//   ERSPAN  draft-foschiano-erspan: types I and II (GRE protocol 0x88be) and III (0x22eb), which
//           tells the time where its granularity is 100 us, 100 ns or IEEE 1588's
//   TZSP    UDP to port 37008, as MikroTik sends it
//
// One tunnel is taken off, and what is inside of what was inside stays: it is what was mirrored.
// But where GENEVE carries IP and no Ethernet, it is VXLAN in it that a mirror sends (through a
// gateway load balancer).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "sensor/unwrap/inside.h"
#include "sensor/unwrap/ip_packet.h"

namespace tapbond {

struct TunnelKinds {
  bool vxlan = false;
  bool geneve = false;
  bool gre = false;
  bool erspan = false;
  bool tzsp = false;

  static constexpr TunnelKinds all() { return {true, true, true, true, true}; }
  bool any() const { return vxlan || geneve || gre || erspan || tzsp; }
  bool has(Carrier carrier) const;
};

// A list of them as people write it: "vxlan,gre", or "all". Throws std::invalid_argument with the
// word that is none.
TunnelKinds tunnel_kinds(const std::string& list);

// What the payload of an IP packet carries, if it is one of these. Offsets are of the payload, of
// which `payload` has what was captured, and `length` is on the wire. Where the inner frame says
// that it was longer than what came, its length is that: a mirror cuts what is too long for it.
std::optional<Inside> inside_tunnel(const IpPacket& packet, std::span<const std::uint8_t> payload,
                                    std::uint32_t length, const TunnelKinds& kinds);

// The same of a frame on the wire. Not of a fragment.
std::optional<Inside> inside_tunnel(std::span<const std::uint8_t> frame, const TunnelKinds& kinds);

}  // namespace tapbond
