#include "decoders/packets/tunnel_headers.h"

#include "decoders/core/ethertype.h"

namespace tapbond::packets {
namespace {

Layer layer(std::uint16_t type, Bytes data) { return {.type = type, .data = data}; }

}  // namespace

Next gre(Bytes data) {  // RFC 2784, RFC 2890; version 1 is PPTP's (RFC 2637)
  if (!data.has(0, 4)) return std::nullopt;
  const std::uint16_t flags = data.u16(0);
  std::uint32_t size = 4;
  if ((flags & 7) == 1) {
    size += 4 + ((flags & 0x1000) != 0 ? 4 : 0) + ((flags & 0x0080) != 0 ? 4 : 0);
    if (!data.has(size, 2)) return std::nullopt;
    return ppp(data.from(data.u16(size) == 0xff03 ? size + 2 : size));
  }
  if ((flags & 0x8000) != 0) size += 4;  // checksum
  if ((flags & 0x2000) != 0) size += 4;  // key
  if ((flags & 0x1000) != 0) size += 4;  // sequence number
  if ((flags & 0x4007) != 0 || !data.has(0, size)) return std::nullopt;
  constexpr std::uint16_t kErspan2 = 0x88be;
  constexpr std::uint16_t kErspan3 = 0x22eb;
  const std::uint16_t type = data.u16(2);
  // Between an access point and its controller (Aruba).
  const bool of_radio = ((type & 0x820f) == 0x8200 && type <= 0x8370) || type == 0x9000;
  if (of_radio) return layer(kIeee80211, data.from(size));
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

Next vxlan(Bytes data) {
  const bool with_identifier = data.has(0, 8) && (data.u8(0) & 8) != 0;
  return with_identifier ? Next(layer(kEthernet, data.from(8))) : std::nullopt;
}

Next teredo(Bytes data) {
  constexpr std::uint16_t kOrigin = 0;
  constexpr std::uint16_t kAuthentication = 1;
  if (data.has(0, 4) && data.u16(0) == kAuthentication) {
    data = data.from(4u + data.u8(2) + data.u8(3) + 8u + 1u);
  }
  if (data.has(0, 2) && data.u16(0) == kOrigin) data = data.from(8);
  const bool is_packet = data.has(0, 40) && data.u8(0) >> 4 == 6;
  return is_packet ? Next(layer(Ethertype::IPV6, data)) : std::nullopt;
}

Next ayiya(Bytes data) {
  constexpr unsigned kForward = 1;
  if (!data.has(0, 8) || (data.u8(2) & 15u) != kForward) return std::nullopt;
  const std::uint32_t identity = 1u << (data.u8(0) >> 4);
  const std::uint32_t signature = 4u * (data.u8(1) >> 4);
  return either_ip(data.from(8 + identity + signature));
}

}  // namespace tapbond::packets
