// Prefixes as BGP lists them: plain (RFC 4271), labeled (RFC 8277) and of a VPN (RFC 4364).
#include "decoders/application/bgp.h"
#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kPathId = 4;
constexpr std::uint32_t kLabelBits = 24;
constexpr std::uint32_t kDistinguisherBits = 64;

std::uint32_t octets(std::uint32_t width) { return (width + 7) / 8; }

// Whether widths lead from the first prefix to the end, each behind so many bytes.
bool leads_to_end(Bytes routes, std::uint32_t before, std::uint32_t narrowest,
                  std::uint32_t widest) {
  std::uint64_t at = 0;
  while (at < routes.length()) {
    at += before;
    if (at >= routes.length()) return false;
    if (!routes.has(at, 1)) break;
    const std::uint32_t width = routes.u8(at);
    if (width < narrowest || width > widest) return false;
    at += 1 + octets(width);
  }
  return at <= routes.length();
}

// Whether each prefix has the number of a path before it (RFC 7911). That was agreed on when the
// session began, which may not have been seen: so it is taken for what makes sense of the widths.
bool have_paths(Bytes routes, std::uint32_t widest) {
  return routes.length() >= kPathId + 1 && leads_to_end(routes, kPathId, 0, widest) &&
         !leads_to_end(routes, 0, 1, widest);
}

// The prefix at `at`, of `width` bits.
void put_prefix(Line& line, Bytes data, std::uint32_t at, std::uint32_t width,
                std::uint16_t family) {
  std::uint8_t address[16] = {};
  for (std::uint32_t i = 0; i < octets(width); ++i) address[i] = data.u8(at + i);
  if (line.cut()) return;
  if (width % 8 != 0) {
    address[width / 8] &= static_cast<std::uint8_t>(0xff00 >> width % 8);
  }
  const Bytes bytes = line.bytes(address, sizeof address, sizeof address);
  if (family == kBgpIpv6) {
    put_ipv6(line, bytes, 0);
  } else {
    put_ipv4(line, bytes, 0);
  }
  line.print("/{}", width);
}

void put_label(Line& line, std::uint32_t label) {
  line.print(", label:{} {}", label >> 4,
             (label & 1) != 0 ? "(bottom)" : "(BOGUS: Bottom of Stack NOT set!)");
}

// Each prefix's width counts its label and distinguisher too.
void put_labeled(Line& line, Bytes rest, std::uint16_t family, bool vpn) {
  const std::uint32_t before = kLabelBits + (vpn ? kDistinguisherBits : 0);
  const std::uint32_t widest = family == kBgpIpv6 ? 128 : 32;
  while (rest.length() > 0 && !line.cut()) {
    const std::uint32_t width = rest.u8(0);
    if (width < before || width - before > widest) {
      line.put("\n\t    (illegal prefix length)");
      return;
    }
    line.put("\n\t      ");
    if (rest.raw(1, octets(width)) == nullptr) return;
    if (vpn) {
      line.put("RD: ");
      put_route_distinguisher(line, rest, 4);
      line.put(", ");
    }
    put_prefix(line, rest, 1 + before / 8, width - before, family);
    put_label(line, rest.u24(1));
    rest = rest.from(1 + octets(width));
  }
}

}  // namespace

void put_as_number(Line& line, std::uint32_t number) {
  if (line.options.as_dot && number > 0xffff) {
    line.print("{}.{}", number >> 16, number & 0xffff);
  } else {
    line.dec(number);
  }
}

void put_route_distinguisher(Line& line, Bytes data, std::uint32_t at) {
  switch (data.u16(at)) {
    case 0:
      line.print("{}:{} (= ", data.u16(at + 2), data.u32(at + 4));
      put_ipv4(line, data, at + 4);
      line.put(')');
      return;
    case 1:
      put_ipv4(line, data, at + 2);
      line.print(":{}", data.u16(at + 6));
      return;
    case 2:
      put_as_number(line, data.u32(at + 2));
      line.print(":{} (", data.u16(at + 6));
      put_ipv4(line, data, at + 2);
      line.print(":{})", data.u16(at + 6));
      return;
    default:
      line.put("unknown RD format");
  }
}

Bytes bgp_routes(Line& line, Bytes routes, std::uint16_t family, std::string_view indent) {
  const std::uint32_t widest = family == kBgpIpv6 ? 128 : 32;
  const std::uint32_t before = have_paths(routes, widest) ? kPathId : 0;
  while (routes.length() > 0 && !line.cut()) {
    if (routes.length() < before) {
      line.cut_here();
      return routes;
    }
    const std::uint32_t path = before > 0 ? routes.u32(0) : 0;
    const std::uint32_t width = routes.u8(before);
    if (width > widest) {
      line.put("\n\t    (illegal prefix length)");
      return routes;
    }
    const std::uint32_t size = before + 1 + octets(width);
    if (routes.raw(before, size - before) == nullptr) return routes;
    line.put(indent);
    put_prefix(line, routes, before + 1, width, family);
    if (before > 0) line.print("   Path Id: {}", path);
    routes = routes.from(size);
  }
  return routes;
}

void bgp_family_routes(Line& line, Bytes routes, std::uint16_t family, std::uint8_t subfamily) {
  if (family == kBgpVpls || family == kBgpL2vpn) {
    bgp_layer2_routes(line, routes);
  } else if (subfamily == kBgpTargets) {
    bgp_targets(line, routes);
  } else if (subfamily == kBgpMulticastVpn) {
    bgp_multicast_vpn_routes(line, routes);
  } else if (subfamily == kBgpMulticastTree) {
    bgp_multicast_trees(line, routes);
  } else if (subfamily >= kBgpUnicast && subfamily <= kBgpBoth) {
    bgp_routes(line, routes, family, "\n\t      ");
  } else {
    put_labeled(line, routes, family, bgp_is_vpn(subfamily));
  }
}

}  // namespace tapbond::text
