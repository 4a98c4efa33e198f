#include "decoders/packets/ip_packet.h"

#include "decoders/packets/link_layers.h"

namespace tapbond::packets {
namespace {

enum Protocol : std::uint8_t {
  kHopByHop = 0,
  kRouting = 43,
  kFragment = 44,
  kAuthentication = 51,
  kDestinationOptions = 60,
};

bool ipv4(Bytes data, IpPacket& packet) {  // RFC 791
  if (!data.has(0, 20) || data.u8(0) >> 4 != 4) return false;
  const std::uint32_t header = 4u * (data.u8(0) & 15u);
  if (header < 20 || !data.has(0, header)) return false;
  // 0 where the sender's adapter was to cut the packet.
  const std::uint32_t told = data.u16(2);
  const std::uint32_t total = told == 0 ? data.length() : told;
  if (total < header) return false;
  const std::uint16_t place = data.u16(6);
  packet.version = 4;
  packet.source = {data.raw(12, 4), 4};
  packet.destination = {data.raw(16, 4), 4};
  packet.home = {};
  packet.final_destination = {};
  packet.protocol = data.u8(9);
  packet.fragment = (place & 0x3fff) != 0;
  packet.more_fragments = (place & 0x2000) != 0;
  packet.offset = 8u * (place & 0x1fffu);
  packet.identification = data.u16(4);
  packet.header = header;
  packet.length = told;
  packet.payload = packet.offset == 0 ? data.first(total).from(header) : data.first(0);
  return true;
}

// The home address in a header of destination options (RFC 6275).
std::span<const std::uint8_t> home_in(Bytes options) {
  constexpr std::uint8_t kPadding = 0;
  constexpr std::uint8_t kHomeAddress = 201;
  options = options.from(2);
  while (options.has(0, 2)) {
    if (options.u8(0) == kPadding) {
      options = options.from(1);
      continue;
    }
    const std::uint32_t size = options.u8(1);
    if (options.u8(0) == kHomeAddress && size == 16 && options.has(2, 16))
      return {options.raw(2, 16), 16};
    options = options.from(2 + size);
  }
  return {};
}

// The last address of a routing header that is not used up.
std::span<const std::uint8_t> last_hop_in(Bytes routing, std::uint32_t size) {
  const unsigned type = routing.u8(2);
  const bool lists_addresses = type == 0 || type == 2;
  if (!lists_addresses || routing.u8(3) == 0 || size < 24) return {};
  return {routing.raw(size - 16, 16), 16};
}

bool ipv6(Bytes data, IpPacket& packet) {  // RFC 8200
  constexpr std::uint32_t kHeader = 40;
  if (!data.has(0, kHeader) || data.u8(0) >> 4 != 6) return false;
  const std::uint32_t told = data.u16(4);
  std::uint8_t protocol = data.u8(6);
  std::uint32_t header = kHeader;
  std::uint32_t identification = 0;
  std::uint32_t offset = 0;
  bool more = false;
  std::span<const std::uint8_t> home;
  std::span<const std::uint8_t> final_destination;
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
    } else {
      break;
    }
    if (headers == kMostLayers || !rest.has(0, size)) return false;
    header += size;
    if (protocol == kDestinationOptions && home.empty()) home = home_in(rest.first(size));
    if (protocol == kRouting) final_destination = last_hop_in(rest, size);
    if (protocol == kFragment) {
      offset = rest.u16(2) & 0xfff8;
      more = (rest.u16(2) & 1) != 0;
      identification = rest.u32(4);
    }
    const bool later_fragment = protocol == kFragment && offset != 0;
    protocol = rest.u8(0);
    rest = later_fragment ? rest.first(0) : rest.from(size);
    if (later_fragment) break;
  }
  packet.version = 6;
  packet.source = {data.raw(8, 16), 16};
  packet.destination = {data.raw(24, 16), 16};
  packet.home = home;
  packet.final_destination = final_destination;
  packet.protocol = protocol;
  packet.fragment = offset != 0 || more;
  packet.more_fragments = more;
  packet.offset = offset;
  packet.identification = identification;
  packet.header = header;
  packet.length = kHeader + told;
  packet.payload = rest;
  return true;
}

}  // namespace

bool read_ip(Bytes data, IpPacket& packet) { return ipv4(data, packet) || ipv6(data, packet); }

}  // namespace tapbond::packets
