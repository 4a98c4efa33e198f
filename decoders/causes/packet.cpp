#include "decoders/causes/packet.h"

namespace tapbond::causes {
namespace {

// Tags and tunnels in each other. Nobody nests deeper but to make us work.
constexpr int kMostLayers = 16;

enum Ethertype : std::uint16_t {
  kIpv4 = 0x0800,
  kArp = 0x0806,
  kTransparentBridging = 0x6558,  // RFC 1701
  kVlan = 0x8100,
  kIpv6 = 0x86dd,
  kMpls = 0x8847,
  kMplsUpstream = 0x8848,
  kPppoeSession = 0x8864,
  kServiceVlan = 0x88a8,
  kOldVlan = 0x9100,
  kOldVlan2 = 0x9200,
};

enum Protocol : std::uint8_t {
  kHopByHop = 0,
  kIpInIp = 4,
  kUdp = 17,
  kIpv6InIp = 41,
  kRouting = 43,
  kFragment = 44,
  kGre = 47,
  kAuthentication = 51,
  kDestinationOptions = 60,
};

enum TunnelPort : std::uint16_t {
  kGtpUser = 2152,
  kTeredo = 3544,
  kVxlan = 4789,
  kGeneve = 6081,
  kOldVxlan = 8472,
};

// What comes next: of an ethertype, behind a header that was taken off.
struct Layer {
  std::uint16_t type = 0;
  Bytes data;
};

constexpr std::uint16_t kEthernet = kTransparentBridging;
using Next = std::optional<Layer>;

Layer layer(std::uint16_t type, Bytes data) { return {.type = type, .data = data}; }

Next either_ip(Bytes data) {
  if (!data.has(0, 1)) return std::nullopt;
  const unsigned version = data.u8(0) >> 4;
  if (version == 4) return layer(kIpv4, data);
  if (version == 6) return layer(kIpv6, data);
  return std::nullopt;
}

Next ppp(std::uint16_t protocol, Bytes data) {  // IANA's PPP protocol numbers
  switch (protocol) {
    case 0x0021:
      return layer(kIpv4, data);
    case 0x0057:
      return layer(kIpv6, data);
    case 0x0281:
      return layer(kMpls, data);
    default:
      return std::nullopt;
  }
}

Next mpls(Bytes data) {  // RFC 3032; what is below the last label is told by its first nibble
  constexpr std::uint32_t kEntry = 4;
  for (int labels = 0; labels < kMostLayers && data.has(0, kEntry); ++labels) {
    const bool last = (data.u8(2) & 1) != 0;
    data = data.from(kEntry);
    if (!last) continue;
    if (const Next ip = either_ip(data)) return ip;
    // A pseudowire: with RFC 4448's control word, which begins with a zero nibble.
    const bool control_word = data.has(0, kEntry) && data.u8(0) >> 4 == 0;
    return layer(kEthernet, control_word ? data.from(kEntry) : data);
  }
  return std::nullopt;
}

Next first_layer(int linktype, Bytes frame) {
  switch (linktype) {  // LINKTYPE_ values
    case 1:            // ETHERNET
      return layer(kEthernet, frame);
    case 0:    // NULL
    case 108:  // LOOP
      return either_ip(frame.from(4));
    case 9:     // PPP
    case 50: {  // PPP_HDLC
      const std::uint32_t at = frame.has(0, 2) && frame.u16(0) == 0xff03 ? 2 : 0;
      if (!frame.has(at, 2)) return std::nullopt;
      return ppp(frame.u16(at), frame.from(at + 2));
    }
    case 101:  // RAW
    case 228:  // IPV4
    case 229:  // IPV6
      return either_ip(frame);
    case 113:  // LINUX_SLL
      return frame.has(0, 16) ? Next(layer(frame.u16(14), frame.from(16))) : std::nullopt;
    case 276:  // LINUX_SLL2
      return frame.has(0, 20) ? Next(layer(frame.u16(0), frame.from(20))) : std::nullopt;
    default:
      return std::nullopt;
  }
}

// Below the network layer. Nothing when that is reached.
Next next_link_layer(const Layer& at) {
  const Bytes& data = at.data;
  switch (at.type) {
    case kEthernet:
      return data.has(0, 14) ? Next(layer(data.u16(12), data.from(14))) : std::nullopt;
    case kVlan:
    case kServiceVlan:
    case kOldVlan:
    case kOldVlan2:
      return data.has(0, 4) ? Next(layer(data.u16(2), data.from(4))) : std::nullopt;
    case kMpls:
    case kMplsUpstream:
      return mpls(data);
    case kPppoeSession:
      return data.has(0, 8) ? ppp(data.u16(6), data.from(8)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

bool ipv4(Bytes data, Packet& packet) {  // RFC 791
  if (!data.has(0, 20) || data.u8(0) >> 4 != 4) return false;
  const std::uint32_t header = 4u * (data.u8(0) & 15u);
  if (header < 20 || !data.has(0, header)) return false;
  // 0 where the sender's adapter was to cut the packet.
  const std::uint32_t told = data.u16(2);
  const std::uint32_t total = told == 0 ? data.length() : told;
  if (total < header) return false;
  const std::uint16_t place = data.u16(6);
  packet.kind = Packet::Kind::kIpv4;
  packet.source = {data.raw(12, 4), 4};
  packet.destination = {data.raw(16, 4), 4};
  packet.protocol = data.u8(9);
  packet.fragment = (place & 0x3fff) != 0;
  packet.identification = data.u16(4);
  const bool first = (place & 0x1fff) == 0;
  packet.payload = first ? data.first(total).from(header) : data.first(0);
  return true;
}

bool ipv6(Bytes data, Packet& packet) {  // RFC 8200
  constexpr std::uint32_t kHeader = 40;
  if (!data.has(0, kHeader) || data.u8(0) >> 4 != 6) return false;
  const std::uint32_t told = data.u16(4);
  std::uint8_t protocol = data.u8(6);
  bool fragment = false;
  Bytes rest = data.from(kHeader);
  if (told != 0) rest = rest.first(told);
  for (int headers = 0;; ++headers) {
    std::uint32_t size = 0;
    if (protocol == kHopByHop || protocol == kRouting || protocol == kDestinationOptions) {
      size = 8u * (rest.u8(1) + 1u);
    } else if (protocol == kAuthentication) {  // RFC 4302
      size = 4u * (rest.u8(1) + 2u);
    } else if (protocol == kFragment) {
      size = 8;
      fragment = fragment || (rest.u16(2) & 0xfff9) != 0;
    } else {
      break;
    }
    if (headers == kMostLayers || !rest.has(0, size)) return false;
    const bool later_fragment = protocol == kFragment && (rest.u16(2) & 0xfff8) != 0;
    protocol = rest.u8(0);
    rest = later_fragment ? rest.first(0) : rest.from(size);
    if (later_fragment) break;
  }
  packet.kind = Packet::Kind::kIpv6;
  packet.source = {data.raw(8, 16), 16};
  packet.destination = {data.raw(24, 16), 16};
  packet.protocol = protocol;
  packet.fragment = fragment;
  packet.identification = 0;
  packet.payload = rest;
  return true;
}

Next gre(Bytes data) {  // RFC 2784, RFC 2890; version 1 is PPTP's (RFC 2637)
  if (!data.has(0, 4)) return std::nullopt;
  const std::uint16_t flags = data.u16(0);
  std::uint32_t size = 4;
  if ((flags & 7) == 1) {
    size += 4 + ((flags & 0x1000) != 0 ? 4 : 0) + ((flags & 0x0080) != 0 ? 4 : 0);
    if (!data.has(size, 2)) return std::nullopt;
    const std::uint32_t at = data.u16(size) == 0xff03 ? size + 2 : size;
    return data.has(at, 2) ? ppp(data.u16(at), data.from(at + 2)) : std::nullopt;
  }
  if ((flags & 0x8000) != 0) size += 4;  // checksum
  if ((flags & 0x2000) != 0) size += 4;  // key
  if ((flags & 0x1000) != 0) size += 4;  // sequence number
  if ((flags & 0x4007) != 0 || !data.has(0, size)) return std::nullopt;
  constexpr std::uint16_t kErspan2 = 0x88be;
  constexpr std::uint16_t kErspan3 = 0x22eb;
  const std::uint16_t type = data.u16(2);
  if (type == kErspan2) {  // without a sequence number it is type I, which has no header
    return layer(kEthernet, data.from((flags & 0x1000) != 0 ? size + 8 : size));
  }
  if (type == kErspan3 && data.has(size, 12)) {
    const bool more = (data.u8(size + 11) & 1) != 0;
    return layer(kEthernet, data.from(size + (more ? 20 : 12)));
  }
  return layer(type, data.from(size));
}

Next geneve(Bytes data) {  // RFC 8926
  if (!data.has(0, 8) || data.u8(0) >> 6 != 0) return std::nullopt;
  return layer(data.u16(2), data.from(8 + 4u * (data.u8(0) & 63u)));
}

Next gtp_user(Bytes data) {  // 3GPP TS 29.281
  constexpr std::uint8_t kPacket = 255;
  if (!data.has(0, 8) || data.u8(0) >> 4 != 3 || data.u8(1) != kPacket) return std::nullopt;
  std::uint32_t size = 8;
  if ((data.u8(0) & 7) != 0) {
    std::uint8_t extension = data.u8(11);
    size = 12;
    for (int extensions = 0; extension != 0 && extensions < kMostLayers; ++extensions) {
      const std::uint32_t units = data.u8(size);
      if (units == 0) return std::nullopt;
      size += 4 * units;
      extension = data.u8(size - 1);
    }
  }
  return either_ip(data.from(size));
}

Next udp_tunnel(Bytes data) {
  constexpr std::uint32_t kHeader = 8;
  if (!data.has(0, kHeader)) return std::nullopt;
  const Bytes inside = data.from(kHeader);
  switch (data.u16(2)) {
    case kVxlan:
    case kOldVxlan:  // RFC 7348
      return inside.has(0, 8) && (inside.u8(0) & 8) != 0 ? Next(layer(kEthernet, inside.from(8)))
                                                         : std::nullopt;
    case kGeneve:
      return geneve(inside);
    case kGtpUser:
      return gtp_user(inside);
    default:
      break;
  }
  if (data.u16(0) == kTeredo || data.u16(2) == kTeredo) return either_ip(inside);  // RFC 4380
  return std::nullopt;
}

Next tunnel(const Packet& packet) {
  if (packet.fragment) return std::nullopt;
  switch (packet.protocol) {
    case kIpInIp:
      return layer(kIpv4, packet.payload);
    case kIpv6InIp:
      return layer(kIpv6, packet.payload);
    case kGre:
      return gre(packet.payload);
    case kUdp:
      return udp_tunnel(packet.payload);
    default:
      return std::nullopt;
  }
}

}  // namespace

bool find_ip_packet(Bytes data, Packet& packet) { return ipv4(data, packet) || ipv6(data, packet); }

bool is_port_of_tunnel(std::uint16_t port) {
  return port == kGtpUser || port == kTeredo || port == kVxlan || port == kGeneve ||
         port == kOldVxlan;
}

bool find_innermost_packet(int linktype, Bytes frame, Packet& packet) {
  bool found = false;
  Next at = first_layer(linktype, frame);
  for (int layers = 0; at && layers < kMostLayers; ++layers) {
    if (at->type == kIpv4 || at->type == kIpv6) {
      const bool reached = at->type == kIpv4 ? ipv4(at->data, packet) : ipv6(at->data, packet);
      if (!reached) break;
      found = true;
      at = tunnel(packet);
    } else if (at->type == kArp) {
      packet = {.payload = at->data};
      return true;
    } else {
      at = next_link_layer(*at);
    }
  }
  return found;
}

}  // namespace tapbond::causes
