// What BGP lists of VPNs besides prefixes: the targets that a router wants (RFC 4684), multicast
// (RFC 6514, RFC 6037) and layer 2 (RFC 4761); and the tunnel that multicast takes.
#include <fmt/format.h>

#include <string>

#include "decoders/application/bgp.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kDistinguisher = 8;

constexpr std::uint32_t kOriginBits = 32;
constexpr std::uint32_t kTarget = 8;

constexpr std::uint32_t kTree = 16;

enum RouteType : std::uint8_t {
  kIntraAs = 1,
  kInterAs = 2,
  kSelective = 3,
  kActiveSource = 5,
  kSharedTree = 6,
  kSourceTree = 7,
};
constexpr Name kRouteTypes[] = {
    {1, "Intra-AS I-PMSI"},       {2, "Inter-AS I-PMSI"}, {3, "S-PMSI"},
    {4, "Intra-AS Segment-Leaf"}, {5, "Source-Active"},   {6, "Shared Tree Join"},
    {7, "Source Tree Join"},
};

enum Tunnel : std::uint8_t {
  kReservation = 1,
  kLabelTree = 2,
  kSpecificTree = 3,
  kSparseTree = 4,
  kTwoWayTree = 5,
  kCopies = 6,
  kLabelMesh = 7,
};
constexpr Name kTunnels[] = {
    {1, "RSVP-TE P2MP LSP"}, {2, "LDP P2MP LSP"},        {3, "PIM-SSM Tree"},  {4, "PIM-SM Tree"},
    {5, "PIM-Bidir Tree"},   {6, "Ingress Replication"}, {7, "LDP MP2MP LSP"},
};
constexpr Name kTunnelFlags[] = {{1, "Leaf Information required"}};

constexpr std::uint32_t kDiscovery = 12;  // a layer 2 route that only finds other routers
constexpr std::uint32_t kLeastOldLayer2 = 18;
constexpr std::uint32_t kLayer2 = 15;
constexpr unsigned kCircuitStatus = 1;

// So much of a target as its prefix has; the bits behind are 0.
void put_target(Line& line, Bytes data, std::uint32_t width) {
  if (width == 0) return line.put("route-target: 0:0/0");
  std::uint8_t octets[kTarget] = {};
  const std::uint32_t count = (width + 7) / 8;
  for (std::uint32_t i = 0; i < count; ++i) octets[i] = data.u8(i);
  if (width % 8 != 0) octets[count - 1] &= static_cast<std::uint8_t>(0xff00 >> width % 8);
  const Bytes target = line.bytes(octets, sizeof octets, sizeof octets);
  std::string digits;
  for (std::uint32_t i = 0; i < count; ++i) {
    digits += fmt::format("{:02x}{}", octets[i], i % 2 == 1 && i + 1 < count ? " " : "");
  }
  if (width < 16) return line.print("route-target: partial-type: ({}/{})", digits, width);
  switch (target.u16(0)) {
    case 0x0002:
      line.print("route-target: {}:{}", target.u16(2), target.u32(4));
      break;
    case 0x0102:
      line.put("route-target: ");
      put_ipv4(line, target, 2);
      line.print(":{}", target.u16(6));
      break;
    case 0x0202:
      line.put("route-target: ");
      put_as_number(line, target.u32(2));
      line.print(":{}", target.u16(6));
      break;
    default:
      return line.print("route target: unknown-type({:04x}) ({}/{})", target.u16(0), digits, width);
  }
  line.print("/{} ({})", width, digits);
}

// An address whose size says of which kind it is.
void put_address(Line& line, std::string_view title, Bytes data, std::uint32_t at,
                 std::uint32_t bits) {
  line.put(title);
  if (bits == 32) {
    put_ipv4(line, data, at);
  } else if (bits == 128) {
    put_ipv6(line, data, at);
  } else {
    line.print("bogus address length {}", bits);
  }
}

// Source and group, each behind its width. Gives how many bytes they take.
std::uint32_t put_source_and_group(Line& line, Bytes data) {
  std::uint32_t at = 0;
  for (const std::string_view title : {", Source ", ", Group "}) {
    const std::uint32_t bits = data.u8(at);
    if (!data.has(at + 1, bits / 8)) return at;
    if (bits != 0) put_address(line, title, data, at + 1, bits);
    at += 1 + bits / 8;
  }
  return at;
}

void put_multicast_route(Line& line, Bytes route, unsigned type) {
  if (type == kIntraAs || type == kSelective || type == kActiveSource || type == kInterAs ||
      type == kSharedTree || type == kSourceTree) {
    if (route.raw(0, kDistinguisher) == nullptr) return;
    line.put(", RD: ");
    put_route_distinguisher(line, route, 0);
  }
  switch (type) {
    case kIntraAs:
      return put_address(line, ", Originator ", route, kDistinguisher,
                         (route.length() - kDistinguisher) << 3);
    case kSelective: {
      const Bytes rest = route.from(kDistinguisher);
      const std::uint32_t taken = put_source_and_group(line, rest);
      return put_address(line, ", Originator ", rest, 0, (route.length() - taken) << 3);
    }
    case kActiveSource:
      put_source_and_group(line, route.from(kDistinguisher));
      return;
    case kInterAs:
    case kSharedTree:
    case kSourceTree:
      line.put(", Source-AS ");
      put_as_number(line, route.u32(kDistinguisher));
      if (type != kInterAs) put_source_and_group(line, route.from(kDistinguisher + 4));
      return;
    default:
      return;
  }
}

// The parts behind the fixed ones, which say their size in bits.
void put_layer2_parts(Line& line, Bytes rest, std::uint32_t left) {
  while (left > 0 && !line.cut()) {
    if (left < 3) return line.put("\n\t\tran past the end");
    const unsigned type = rest.u8(0);
    const std::uint32_t bits = rest.u16(1);
    const std::uint32_t size = (bits + 7) / 8;
    rest = rest.from(3);
    if (type != kCircuitStatus) {
      line.print("\n\t\tunknown TLV #{}, length: {}", type, bits);
      if (left < size) return line.put(" (ran past the end)");
      left -= size;
      continue;
    }
    line.print("\n\t\tcircuit status vector ({}) length: {}: 0x", type, bits);
    for (std::uint32_t i = 0; i < size; ++i, --left) {
      if (left < 1) return line.put(" (ran past the end)");
      line.print("{:02x}", rest.u8(0));
      rest = rest.from(1);
    }
  }
}

}  // namespace

void bgp_targets(Line& line, Bytes routes) {
  while (routes.length() > 0 && !line.cut()) {
    const std::uint32_t width = routes.u8(0);
    if (width == 0) {
      line.put("\n\t      default route target");
      routes = routes.from(1);
      continue;
    }
    if (width < kOriginBits || width > kOriginBits + kTarget * 8) {
      return line.put("\n\t      (illegal prefix length)");
    }
    const std::uint32_t size = 5 + (width - kOriginBits + 7) / 8;
    if (routes.raw(0, size) == nullptr) return;
    line.put("\n\t      origin AS: ");
    put_as_number(line, routes.u32(1));
    line.put(", ");
    put_target(line, routes.from(5), width - kOriginBits);
    routes = routes.from(size);
  }
}

void bgp_multicast_vpn_routes(Line& line, Bytes routes) {
  while (routes.length() > 0 && !line.cut()) {
    const std::size_t mark = line.mark();
    const unsigned type = routes.u8(0);
    const std::uint32_t size = routes.u8(1);
    line.put("\n\t      Route-Type: ");
    put_name(line, kRouteTypes, type, "Unknown");
    line.print(" ({}), length: {}", type, size);
    put_multicast_route(line, routes.from(2).claiming(size), type);
    if (line.cut()) return line.rewind(mark);
    routes = routes.from(2 + size);
  }
}

void bgp_multicast_trees(Line& line, Bytes routes) {
  while (routes.length() > 0 && !line.cut()) {
    if (routes.u8(0) != kTree * 8) return line.put("\n\t    (illegal prefix length)");
    if (routes.raw(1, kTree) == nullptr) return;
    line.put("\n\t      RD: ");
    put_route_distinguisher(line, routes, 1);
    put_ipv4(line, ", VPN IP Address: ", routes, 9);
    put_ipv4(line, ", MC Group Address: ", routes, 13);
    routes = routes.from(1 + kTree);
  }
}

void bgp_layer2_routes(Line& line, Bytes routes) {
  while (routes.length() > 0 && !line.cut()) {
    const std::size_t mark = line.mark();
    const std::uint32_t size = routes.u16(0);
    if (size != kDiscovery && size < kLeastOldLayer2) return line.cut_here();
    const Bytes route = routes.from(2);
    if (route.raw(0, size == kDiscovery ? kDiscovery : kLayer2) == nullptr) return;
    line.put("\n\t      RD: ");
    put_route_distinguisher(line, route, 0);
    if (size == kDiscovery) {
      put_ipv4(line, ", BGPNH: ", route, kDistinguisher);
    } else {
      line.print(", CE-ID: {}, Label-Block Offset: {}, Label Base {}", route.u16(8), route.u16(10),
                 route.u24(12) >> 4);
      put_layer2_parts(line, route.from(kLayer2), size - kLayer2);
    }
    if (line.cut()) return line.rewind(mark);
    routes = routes.from(2 + size);
  }
}

void bgp_provider_tunnel(Line& line, Bytes value) {
  if (value.length() < 5) return line.cut_here();
  if (value.raw(0, 5) == nullptr) return;
  const unsigned type = value.u8(1);
  line.put("\n\t    Tunnel-type ");
  put_name(line, kTunnels, type, "Unknown");
  line.print(" ({}), Flags [", type);
  put_bits(line, kTunnelFlags, value.u8(0), "none");
  line.print("], MPLS Label {}", value.u24(2) >> 4);
  const Bytes end = value.from(5);
  switch (type) {
    case kSparseTree:
    case kTwoWayTree:
    case kSpecificTree:
      if (end.raw(0, 8) == nullptr) return;
      put_ipv4(line, type == kSpecificTree ? "\n\t      Root-Node " : "\n\t      Sender ", end, 0);
      return put_ipv4(line, ", P-Group ", end, 4);
    case kCopies:
      return put_ipv4(line, "\n\t      Tunnel-Endpoint ", end, 0);
    case kReservation:
    case kLabelTree:
    case kLabelMesh:
      if (end.raw(0, 8) == nullptr) return;
      put_ipv4(line,
               type == kReservation ? "\n\t      Extended-Tunnel-ID " : "\n\t      Root-Node ", end,
               0);
      return line.print(", {} 0x{:08x}", type == kReservation ? "P2MP-ID" : "LSP-ID", end.u32(4));
    default:
      if (line.verbosity() <= 1) put_unknown_field(line, end, 0, end.length(), "\n\t      ");
  }
}

}  // namespace tapbond::text
