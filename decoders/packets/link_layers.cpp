#include "decoders/packets/link_layers.h"

namespace tapbond::packets {
namespace {

Layer layer(std::uint16_t type, Bytes data) { return {.type = type, .data = data}; }

Next of_ppp(std::uint16_t protocol, Bytes data) {  // IANA's PPP protocol numbers
  switch (protocol) {
    case 0x0021:
      return layer(Ethertype::IP, data);
    case 0x0057:
      return layer(Ethertype::IPV6, data);
    case 0x0281:
      return layer(Ethertype::MPLS, data);
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

Next llc(Bytes data) {  // IEEE 802.2, and RFC 1042's SNAP
  if (!data.has(0, 3)) return std::nullopt;
  if (data.u16(0) == 0xaaaa) {
    return data.has(0, 8) ? Next(layer(data.u16(6), data.from(8))) : std::nullopt;
  }
  constexpr std::uint16_t kIpAccessPoints = 0x0606;
  return data.u16(0) == kIpAccessPoints ? Next(layer(Ethertype::IP, data.from(3))) : std::nullopt;
}

Next ethernet(Bytes data) {
  if (!data.has(0, 14)) return std::nullopt;
  constexpr std::uint16_t kMostLength = 1500;  // as a length, in IEEE 802.3
  const std::uint16_t type = data.u16(12);
  return layer(type <= kMostLength ? std::uint16_t{kLlc} : type, data.from(14));
}

Next ieee80211(Bytes data) {  // data frames that are not encrypted
  constexpr unsigned kData = 2;
  constexpr unsigned kWithQos = 8;
  constexpr unsigned kWithoutData = 4;
  if (!data.has(0, 24)) return std::nullopt;
  const unsigned control = data.u8(0);
  const unsigned flags = data.u8(1);
  const unsigned subtype = control >> 4;
  const bool encrypted = (flags & 0x40) != 0;
  if ((control >> 2 & 3u) != kData || (subtype & kWithoutData) != 0 || encrypted)
    return std::nullopt;
  std::uint32_t size = 24;
  if ((flags & 3) == 3) size += 6;  // a fourth address, between access points
  bool aggregate = false;
  if ((subtype & kWithQos) != 0) {
    aggregate = (data.u8(size) & 0x80) != 0;
    size += 2;
    if ((flags & 0x80) != 0) size += 4;  // high throughput
  }
  if (!data.has(0, size)) return std::nullopt;
  return layer(aggregate ? kAggregate : kLlc, data.from(size));
}

Next radiotap(Bytes data) {  // radiotap.org; the header tells its length
  constexpr std::uint32_t kLeast = 8;
  if (!data.has(0, kLeast) || data.le16(2) < kLeast) return std::nullopt;
  return layer(kIeee80211, data.from(data.le16(2)));
}

Next nflog(Bytes data) {  // www.tcpdump.org/linktypes: attributes, one of which is the packet
  constexpr std::uint16_t kPayload = 9;
  data = data.from(4);
  while (data.has(0, 4)) {
    const std::uint32_t size = data.le16(0);
    if (size < 4) break;
    if ((data.le16(2) & 0x7fff) == kPayload) return either_ip(data.first(size).from(4));
    data = data.from((size + 3) & ~3u);
  }
  return std::nullopt;
}

}  // namespace

Next either_ip(Bytes data) {
  if (!data.has(0, 1)) return std::nullopt;
  const unsigned version = data.u8(0) >> 4;
  if (version == 4) return layer(Ethertype::IP, data);
  if (version == 6) return layer(Ethertype::IPV6, data);
  return std::nullopt;
}

Next ppp(Bytes data) {
  if (data.has(0, 1) && (data.u8(0) & 1) != 0) return of_ppp(data.u8(0), data.from(1));
  return data.has(0, 2) ? of_ppp(data.u16(0), data.from(2)) : std::nullopt;
}

Next next_in_aggregate(Bytes& aggregate) {
  constexpr std::uint32_t kHeader = 14;  // two addresses and the length of what follows
  if (!aggregate.has(0, kHeader)) return std::nullopt;
  const std::uint32_t size = aggregate.u16(12);
  const Bytes inside = aggregate.from(kHeader).first(size);
  aggregate = aggregate.from((kHeader + size + 3) & ~3u);
  return llc(inside);
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
      const bool addressed = frame.has(0, 2) && frame.u16(0) == 0xff03;
      return ppp(addressed ? frame.from(2) : frame);
    }
    case 10:  // FDDI
      return llc(frame.from(13));
    case 51:  // PPP_ETHER
      return layer(Ethertype::PPPOES, frame);
    case 101:  // RAW
    case 228:  // IPV4
    case 229:  // IPV6
      return either_ip(frame);
    case 104:  // C_HDLC
      return frame.has(0, 4) ? Next(layer(frame.u16(2), frame.from(4))) : std::nullopt;
    case 105:  // IEEE802_11
      return ieee80211(frame);
    case 113:  // LINUX_SLL
      return frame.has(0, 16) ? Next(layer(frame.u16(14), frame.from(16))) : std::nullopt;
    case 127:  // IEEE802_11_RADIOTAP
      return radiotap(frame);
    case 239:  // NFLOG
      return nflog(frame);
    case 276:  // LINUX_SLL2
      return frame.has(0, 20) ? Next(layer(frame.u16(0), frame.from(20))) : std::nullopt;
    default:
      return std::nullopt;
  }
}

Next next_link_layer(const Layer& at) {
  const Bytes& data = at.data;
  switch (at.type) {
    case kEthernet:
      return ethernet(data);
    case Ethertype::VLAN:
    case Ethertype::QINQ:
    case Ethertype::OLD_QINQ:
    case Ethertype::kOldVlan2:
      return data.has(0, 4) ? Next(layer(data.u16(2), data.from(4))) : std::nullopt;
    case Ethertype::MPLS:
    case Ethertype::kMplsUpstream:
      return mpls(data);
    case Ethertype::PPPOES:
      return data.has(0, 8) ? ppp(data.from(6)) : std::nullopt;
    case Ethertype::kPpp:
      return ppp(data);
    case kIeee80211:
      return ieee80211(data);
    case kLlc:
      return llc(data);
    case Ethertype::kBackboneBridge:  // behind a tag of 4 bytes, the customer's frame
      return data.has(0, 4) ? Next(layer(kEthernet, data.from(4))) : std::nullopt;
    case Ethertype::kFabricPath:  // what is left of an outer header, then the frame
      return data.has(0, 2) ? Next(layer(kEthernet, data.from(2))) : std::nullopt;
    case Ethertype::kNetworkVisibility:
      return data.has(0, 6) ? Next(layer(data.u16(4), data.from(6))) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace tapbond::packets
