// The attributes that carry the routes of other address families than IPv4's (RFC 4760).
#include "decoders/application/bgp.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

// What this program reads of the many pairs that there are.
bool readable(std::uint16_t family, std::uint8_t subfamily) {
  switch (family) {
    case kBgpIpv4:
      return (subfamily >= kBgpUnicast && subfamily <= kBgpMulticastVpn) ||
             subfamily == kBgpMulticastTree || subfamily == kBgpTargets || bgp_is_vpn(subfamily);
    case kBgpIpv6:
      return (subfamily >= kBgpUnicast && subfamily <= kBgpLabeled) || bgp_is_vpn(subfamily);
    case kBgpVpls:
      return subfamily == kBgpVplsRoutes;
    case kBgpL2vpn:
      return bgp_is_vpn(subfamily);
    default:
      return false;
  }
}

void put_next_hops(Line& line, Bytes hops, std::uint16_t family, std::uint8_t subfamily) {
  const std::uint32_t before = family != kBgpL2vpn && bgp_is_vpn(subfamily) ? 8 : 0;
  const std::uint32_t size = before + (family == kBgpIpv6 ? 16 : 4);
  for (std::uint32_t at = 0; at < hops.length() && !line.cut(); at += size) {
    if (at > 0) line.put(", ");
    if (at + size > hops.length()) return line.put("invalid len");
    if (hops.raw(at, size) == nullptr) return;
    if (before > 0) {
      line.put("RD: ");
      put_route_distinguisher(line, hops, at);
      line.put(", ");
    }
    if (family == kBgpIpv6) {
      put_ipv6(line, hops, at + before);
    } else {
      put_ipv4(line, hops, at + before);
    }
  }
}

void put_families(Line& line, std::uint16_t family, std::uint8_t subfamily) {
  const std::string_view known_family = bgp_family(family);
  const std::string_view known_subfamily = bgp_subfamily(subfamily);
  line.print("\n\t    AFI: {}{} ({}), {}SAFI: {}{} ({})", known_family,
             known_family == "Unknown" ? " AFI" : "", family,
             subfamily > 128 ? "vendor specific " : "", known_subfamily,
             known_subfamily == "Unknown" ? " SAFI" : "", subfamily);
}

void put_no_decoder(Line& line, Bytes value, std::uint16_t family, std::uint8_t subfamily) {
  line.print("\n\t    no AFI {} / SAFI {} decoder", family, subfamily);
  if (line.verbosity() <= 1) put_unknown_field(line, value, 0, value.length(), "\n\t    ");
}

}  // namespace

void bgp_reach(Line& line, Bytes value) {
  if (value.length() < 4) return line.cut_here();
  const std::uint16_t family = value.u16(0);
  const std::uint8_t subfamily = value.u8(2);
  put_families(line, family, subfamily);
  if (!readable(family, subfamily)) return put_no_decoder(line, value, family, subfamily);
  const std::uint32_t hops = value.u8(3);
  if (hops > value.length() - 4) return line.cut_here();
  if (hops > 0) {
    line.put("\n\t    nexthop: ");
    put_next_hops(line, value.from(4).claiming(hops), family, subfamily);
  }
  line.print(", nh-length: {}", hops);
  Bytes rest = value.from(4 + hops);
  if (rest.length() < 1) return line.cut_here();
  const unsigned attachments = rest.u8(0);
  rest = rest.from(1);
  if (attachments == 0) {
    line.put(", no SNPA");
  } else {
    line.print("\n\t    {} SNPA", attachments);
    for (unsigned i = 0; i < attachments && !line.cut(); ++i) {
      if (rest.length() < 1) return line.cut_here();
      const std::uint32_t size = rest.u8(0);
      line.print("\n\t      {} bytes", size);
      if (rest.length() < size + 1) return line.cut_here();
      rest = rest.from(size + 1);
    }
  }
  bgp_family_routes(line, rest, family, subfamily);
}

void bgp_unreach(Line& line, Bytes value) {
  if (value.length() < 3) return line.cut_here();
  const std::uint16_t family = value.u16(0);
  const std::uint8_t subfamily = value.u8(2);
  put_families(line, family, subfamily);
  if (value.length() == 3) return line.put("\n\t      End-of-Rib Marker (empty NLRI)");
  if (!readable(family, subfamily)) return put_no_decoder(line, value, family, subfamily);
  bgp_family_routes(line, value.from(3), family, subfamily);
}

}  // namespace tapbond::text
