#include "sensor/unwrap/tunnels.h"

#include <algorithm>
#include <stdexcept>

#include "sensor/unwrap/octets.h"
#include "sensor/unwrap/tunnel_headers.h"

namespace tapbond {
namespace {

constexpr std::uint32_t kUdpHeader = 8;
constexpr std::uint32_t kEthernetHeader = 14;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kGreProtocol = 47;

std::optional<TunnelHeader> udp_tunnel(Octets datagram) {
  if (datagram.size() < kUdpHeader) return std::nullopt;
  const Octets bytes = datagram.subspan(kUdpHeader);
  std::optional<TunnelHeader> header;
  switch (be16(datagram, 2)) {
    case 4789:
    case 8472:
      header = vxlan_header(bytes);
      break;
    case 6081:
      header = geneve_header(bytes);
      break;
    case 37008:
      header = tzsp_header(bytes);
      break;
    default:
      break;
  }
  if (header) header->bytes += kUdpHeader;
  return header;
}

std::optional<Inside> vxlan_in(const TunnelHeader& geneve, Octets payload, std::uint32_t length,
                               const TunnelKinds& kinds) {
  const Octets bytes = payload.subspan(geneve.bytes);
  const auto packet = ip_packet(bytes);
  if (!packet || packet->fragment) return std::nullopt;
  TunnelKinds vxlan;
  vxlan.vxlan = kinds.vxlan || kinds.geneve;
  const std::uint32_t rest = length - geneve.bytes;
  if (packet->payload > rest) return std::nullopt;
  auto inside = inside_tunnel(*packet, bytes.subspan(packet->payload, packet->captured),
                              std::min(packet->length, rest - packet->payload), vxlan);
  if (inside) inside->offset += geneve.bytes + packet->payload;
  return inside;
}

}  // namespace

bool TunnelKinds::has(Carrier carrier) const {
  switch (carrier) {
    case Carrier::kVxlan:
      return vxlan;
    case Carrier::kGeneve:
      return geneve;
    case Carrier::kGre:
      return gre;
    case Carrier::kErspan:
      return erspan;
    case Carrier::kTzsp:
      return tzsp;
    case Carrier::kVlan:
      break;
  }
  return false;
}

TunnelKinds tunnel_kinds(const std::string& list) {
  TunnelKinds kinds;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string word = list.substr(begin, end - begin);
    if (word == "all") {
      kinds = TunnelKinds::all();
    } else if (word == "vxlan") {
      kinds.vxlan = true;
    } else if (word == "geneve") {
      kinds.geneve = true;
    } else if (word == "gre") {
      kinds.gre = true;
    } else if (word == "erspan") {
      kinds.erspan = true;
    } else if (word == "tzsp") {
      kinds.tzsp = true;
    } else {
      throw std::invalid_argument(word);
    }
    begin = end + 1;
  }
  return kinds;
}

std::optional<Inside> inside_tunnel(const IpPacket& packet, Octets payload, std::uint32_t length,
                                    const TunnelKinds& kinds) {
  std::optional<TunnelHeader> header;
  if (packet.protocol == kUdp) header = udp_tunnel(payload);
  if (packet.protocol == kGreProtocol) header = gre_header(payload);
  if (!header || !kinds.has(header->carrier) || header->bytes > payload.size()) {
    return std::nullopt;
  }
  if (header->ip) return vxlan_in(*header, payload, length, kinds);
  const Octets frame = payload.subspan(header->bytes);
  if (frame.size() < kEthernetHeader) return std::nullopt;
  const std::uint32_t told = std::max(header->length, ethernet_length_by_ip(frame));
  return Inside{.head = 0,
                .offset = header->bytes,
                .captured = static_cast<std::uint32_t>(frame.size()),
                .length = std::max(length - header->bytes, told),
                .origin = {.carrier = header->carrier, .source = packet.source, .id = header->id},
                .sequence = header->sequence,
                .time = header->time};
}

std::optional<Inside> inside_tunnel(Octets frame, const TunnelKinds& kinds) {
  const auto packet = ip_packet_in_ethernet(frame);
  if (!packet || packet->fragment) return std::nullopt;
  auto inside = inside_tunnel(*packet, frame.subspan(packet->payload, packet->captured),
                              packet->length, kinds);
  if (inside) inside->offset += packet->payload;
  return inside;
}

}  // namespace tapbond
