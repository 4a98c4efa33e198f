#include "decoders/causes/packet.h"

#include "decoders/core/ethertype.h"
#include "decoders/packets/ip_packet.h"
#include "decoders/packets/link_layers.h"
#include "decoders/packets/tunnel_headers.h"

namespace tapbond::causes {
namespace {

using packets::kMostLayers;
using packets::Layer;
using packets::Next;

enum Protocol : std::uint8_t {
  kIpInIp = 4,
  kUdp = 17,
  kIpv6InIp = 41,
  kGre = 47,
};

enum TunnelPort : std::uint16_t {
  kGtpUser = 2152,
  kTeredo = 3544,
  kVxlan = 4789,
  kGeneve = 6081,
  kOldVxlan = 8472,
};

Layer layer(std::uint16_t type, Bytes data) { return {.type = type, .data = data}; }

bool read_ip(Bytes data, Packet& packet) {
  packets::IpPacket ip;
  if (!packets::read_ip(data, ip)) return false;
  const bool first = ip.offset == 0;
  packet.kind = ip.version == 4 ? Packet::Kind::kIpv4 : Packet::Kind::kIpv6;
  packet.source = ip.source;
  packet.destination = ip.destination;
  packet.protocol = ip.protocol;
  packet.fragment = ip.fragment;
  packet.identification =
      ip.version == 4 ? static_cast<std::uint16_t>(ip.identification) : std::uint16_t{0};
  packet.payload = first ? ip.payload : ip.payload.first(0);
  return true;
}

Next udp_tunnel(Bytes data) {
  constexpr std::uint32_t kHeader = 8;
  if (!data.has(0, kHeader)) return std::nullopt;
  const Bytes inside = data.from(kHeader);
  switch (data.u16(2)) {
    case kVxlan:
    case kOldVxlan:
      return packets::vxlan(inside);
    case kGeneve:
      return packets::geneve(inside);
    case kGtpUser:
      return packets::gtp_user(inside);
    default:
      break;
  }
  if (data.u16(0) == kTeredo || data.u16(2) == kTeredo) return packets::teredo(inside);
  return std::nullopt;
}

Next tunnel(const Packet& packet) {
  if (packet.fragment) return std::nullopt;
  switch (packet.protocol) {
    case kIpInIp:
      return layer(Ethertype::IP, packet.payload);
    case kIpv6InIp:
      return layer(Ethertype::IPV6, packet.payload);
    case kGre:
      return packets::gre(packet.payload);
    case kUdp:
      return udp_tunnel(packet.payload);
    default:
      return std::nullopt;
  }
}

}  // namespace

bool find_ip_packet(Bytes data, Packet& packet) { return read_ip(data, packet); }

bool is_port_of_tunnel(std::uint16_t port) {
  return port == kGtpUser || port == kTeredo || port == kVxlan || port == kGeneve ||
         port == kOldVxlan;
}

bool find_innermost_packet(int linktype, Bytes frame, Packet& packet) {
  bool found = false;
  Next at = packets::first_layer(linktype, frame);
  for (int layers = 0; at && layers < kMostLayers; ++layers) {
    if (at->type == Ethertype::IP || at->type == Ethertype::IPV6) {
      if (!read_ip(at->data, packet)) break;
      found = true;
      at = tunnel(packet);
    } else if (at->type == Ethertype::ARP) {
      packet = {.payload = at->data};
      return true;
    } else {
      at = packets::next_link_layer(*at);
    }
  }
  return found;
}

}  // namespace tapbond::causes
