// The path attributes of BGP (RFC 4271 4.3, RFC 1997, 4360, 4456, 6793, 8092).
#include <bit>

#include "decoders/application/bgp.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

enum Attribute : std::uint8_t {
  kOrigin = 1,
  kPath = 2,
  kNextHop = 3,
  kDiscriminator = 4,
  kPreference = 5,
  kAtomic = 6,
  kAggregator = 7,
  kCommunity = 8,
  kOriginator = 9,
  kClusters = 10,
  kReach = 14,
  kUnreach = 15,
  kExtended = 16,
  kWidePath = 17,
  kWideAggregator = 18,
  kLarge = 32,
};
constexpr Name kAttributes[] = {
    {1, "Origin"},
    {2, "AS Path"},
    {3, "Next Hop"},
    {4, "Multi Exit Discriminator"},
    {5, "Local Preference"},
    {6, "Atomic Aggregate"},
    {7, "Aggregator"},
    {8, "Community"},
    {9, "Originator ID"},
    {10, "Cluster List"},
    {11, "DPA"},
    {12, "Advertisers"},
    {13, "RCID Path / Cluster ID"},
    {14, "Multi-Protocol Reach NLRI"},
    {15, "Multi-Protocol Unreach NLRI"},
    {16, "Extended Community"},
    {17, "AS4 Path"},
    {18, "Aggregator4"},
    {22, "PMSI Tunnel"},
    {23, "Tunnel Encapsulation"},
    {24, "Traffic Engineering"},
    {25, "IPv6 Extended Community"},
    {26, "Accumulated IGP Metric"},
    {27, "PE Distinguisher Label"},
    {28, "Entropy Label"},
    {32, "Large Community"},
    {128, "Attribute Set"},
    {255, "Reserved for development"},
};
constexpr Name kFlags[] = {{0x80, "O"}, {0x40, "T"}, {0x20, "P"}, {0x10, "E"}};
constexpr std::uint8_t kExtendedLength = 0x10;
constexpr Name kOrigins[] = {{0, "IGP"}, {1, "EGP"}, {2, "Incomplete"}};

struct Segment {
  std::uint8_t type;
  std::string_view open;
  std::string_view close;
};
constexpr Segment kSegments[] = {{1, "{ ", "}"}, {2, "", ""}, {3, "( ", ")"}, {4, "({ ", "})"}};

constexpr Name kCommunities[] = {
    {0xffffff01, " NO_EXPORT"},
    {0xffffff02, " NO_ADVERTISE"},
    {0xffffff03, " NO_EXPORT_SUBCONFED"},
};
constexpr std::uint8_t kExternal = 5;
constexpr std::uint8_t kNotSoStubby = 7;
constexpr Name kRouteTypes[] = {
    {1, "Router"},   {2, "Network"},       {3, "Summary"},
    {5, "External"}, {7, "NSSA External"}, {129, "MPLS-VPN Sham"},
};
constexpr Name kExtendedFlags[] = {{0x8000, "vendor-specific"}, {0x4000, "non-transitive"}};

enum class Kind { kAsNumber, kAddressNumber, kWideAsNumber, kAddress, kBandwidth, kRouteType };
struct ExtendedRow {
  std::uint16_t type;
  std::string_view name;
  Kind kind;
};
constexpr ExtendedRow kExtendedRows[] = {
    {0x0002, "target", Kind::kAsNumber},
    {0x0003, "origin", Kind::kAsNumber},
    {0x0005, "ospf-domain", Kind::kAddress},
    {0x000a, "l2vpn-id", Kind::kAsNumber},
    {0x0102, "target", Kind::kAddressNumber},
    {0x0103, "origin", Kind::kAddressNumber},
    {0x0105, "ospf-domain", Kind::kAddress},
    {0x0107, "ospf-router-id", Kind::kAddress},
    {0x010b, "vrf-route-import", Kind::kAddressNumber},
    {0x0202, "target", Kind::kWideAsNumber},
    {0x0203, "origin", Kind::kWideAsNumber},
    {0x0205, "ospf-domain", Kind::kAddress},
    {0x0306, "ospf-route-type", Kind::kRouteType},
    {0x4004, "link-BW", Kind::kBandwidth},
    {0x8000, "ospf-route-type", Kind::kRouteType},
    {0x8001, "ospf-router-id", Kind::kAddress},
    {0x8005, "ospf-domain", Kind::kAddress},
};

// Path segments say how many numbers they hold, not of which size: two bytes each, unless that
// does not lead from segment to segment.
std::uint32_t number_size(Bytes path) {
  for (std::uint32_t at = 0; at < path.length();) {
    const std::uint8_t type = path.u8(at);
    const std::uint32_t count = path.u8(at + 1);
    if (type < 1 || type > 4) return 4;
    if (count == 0) return 2;
    at += 2 + count * 2;
    if (at > path.length()) return 4;
  }
  return 2;
}

void put_path(Line& line, Bytes value, bool wide) {
  if (value.length() % 2 != 0) return line.put("invalid len");
  if (value.length() == 0) return line.put("empty");
  const std::uint32_t size = wide ? 4 : number_size(value);
  for (std::uint32_t at = 0; at < value.length() && !line.cut();) {
    const std::uint8_t type = value.u8(at);
    const std::uint32_t count = value.u8(at + 1);
    const Segment* segment = nullptr;
    for (const Segment& known : kSegments) {
      if (known.type == type) segment = &known;
    }
    line.put(segment != nullptr ? segment->open : "?");
    for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
      const std::uint32_t number = at + 2 + i * size;
      put_as_number(line, size == 2 ? value.u16(number) : value.u32(number));
      line.put(' ');
    }
    line.put(segment != nullptr ? segment->close : "?");
    at += 2 + count * size;
  }
}

void put_aggregator(Line& line, Bytes value) {
  if (value.length() == 8) {
    line.put(" AS #");
    put_as_number(line, value.u32(0));
    line.put(", origin ");
    put_ipv4(line, value, 4);
  } else if (value.length() == 6) {
    line.print(" AS #{}, origin ", value.u16(0));
    put_ipv4(line, value, 2);
  } else {
    line.put("invalid len");
  }
}

void put_communities(Line& line, Bytes value) {
  for (std::uint32_t at = 0; at < value.length() && !line.cut(); at += 4) {
    const std::uint32_t community = value.u32(at);
    if (const Name* name = find_name(kCommunities, community)) {
      line.put(name->text);
    } else {
      line.print("{}:{}{}", community >> 16, community & 0xffff,
                 at + 4 < value.length() ? ", " : "");
    }
  }
}

void put_clusters(Line& line, Bytes value) {
  for (std::uint32_t at = 0; at < value.length() && !line.cut(); at += 4) {
    put_ipv4(line, value, at);
    if (at + 4 < value.length()) line.put(", ");
  }
}

void put_large_communities(Line& line, Bytes value) {
  line.put("\n\t    ");
  for (std::uint32_t at = 0; at < value.length() && !line.cut(); at += 12) {
    line.print("{}:{}:{}{}", value.u32(at), value.u32(at + 4), value.u32(at + 8),
               at + 12 < value.length() ? ", " : "");
  }
}

void put_extended(Line& line, Bytes value, std::uint32_t at) {
  const std::uint16_t type = value.u16(at);
  const ExtendedRow* row = nullptr;
  for (const ExtendedRow& known : kExtendedRows) {
    if (known.type == type) row = &known;
  }
  line.print("\n\t    {} (0x{:04x}), Flags [",
             row != nullptr ? row->name : "unknown extd community typecode", type);
  put_bits(line, kExtendedFlags, type, "none");
  line.put("]: ");
  if (row == nullptr) {
    line.print("{:012x}", value.u48(at + 2));
    return;
  }
  switch (row->kind) {
    case Kind::kAsNumber:
      line.print("{}:{} (= ", value.u16(at + 2), value.u32(at + 4));
      put_ipv4(line, value, at + 4);
      line.put(')');
      return;
    case Kind::kAddressNumber:
      put_ipv4(line, value, at + 2);
      line.print(":{}", value.u16(at + 6));
      return;
    case Kind::kWideAsNumber:
      put_as_number(line, value.u32(at + 2));
      line.print(":{}", value.u16(at + 6));
      return;
    case Kind::kAddress:
      put_ipv4(line, value, at + 2);
      return;
    case Kind::kRouteType: {
      const std::uint8_t state = value.u8(at + 6);
      line.put("area:");
      put_ipv4(line, value, at + 2);
      line.put(", router-type:");
      put_name(line, kRouteTypes, state, "unknown (0x{:02x})");
      line.print(", metric-type:{}{}", value.u8(at + 7) == 1 ? "E2" : "",
                 state == kExternal || state == kNotSoStubby ? "E1" : "");
      return;
    }
    case Kind::kBandwidth:  // bytes per second
      line.print("bandwidth: {:.3f} Mbps", std::bit_cast<float>(value.u32(at + 4)) * 8 / 1000000);
      return;
  }
}

// Numbers and addresses have a size; what has another is not looked into.
bool sized(std::uint8_t type, std::uint32_t size) {
  switch (type) {
    case kOrigin:
      return size == 1;
    case kNextHop:
    case kDiscriminator:
    case kPreference:
    case kOriginator:
      return size == 4;
    case kAtomic:
      return size == 0;
    case kCommunity:
    case kClusters:
      return size % 4 == 0;
    case kExtended:
      return size % 8 == 0;
    case kLarge:
      return size > 0 && size % 12 == 0;
    default:
      return true;
  }
}

void put_value(Line& line, Bytes value, std::uint8_t type) {
  if (!sized(type, value.length())) return line.put("invalid len");
  switch (type) {
    case kOrigin: {
      const Name* origin = find_name(kOrigins, value.u8(0));
      return line.put(origin != nullptr ? origin->text : "Unknown Origin Typecode");
    }
    case kPath:
    case kWidePath:
      return put_path(line, value, type == kWidePath);
    case kNextHop:
    case kOriginator:
      return put_ipv4(line, value, 0);
    case kDiscriminator:
    case kPreference:
      return line.dec(value.u32(0));
    case kAtomic:
      return;
    case kAggregator:
    case kWideAggregator:
      return put_aggregator(line, value);
    case kCommunity:
      return put_communities(line, value);
    case kClusters:
      return put_clusters(line, value);
    case kReach:
      return bgp_reach(line, value);
    case kUnreach:
      return bgp_unreach(line, value);
    case kExtended:
      for (std::uint32_t at = 0; at < value.length() && !line.cut(); at += 8) {
        put_extended(line, value, at);
      }
      return;
    case kLarge:
      return put_large_communities(line, value);
    default:
      line.print("\n\t    no Attribute {} decoder", type);
      if (line.verbosity() <= 1) put_unknown_field(line, value, 0, value.length(), "\n\t    ");
  }
}

}  // namespace

void bgp_attributes(Line& line, Bytes rest) {
  while (rest.length() > 0 && !line.cut()) {
    if (rest.length() < 2) return line.cut_here();
    const unsigned flags = rest.u8(0);
    const std::uint8_t type = rest.u8(1);
    const std::uint32_t head = (flags & kExtendedLength) != 0 ? 4 : 3;
    if (rest.length() < head) return line.cut_here();
    const std::uint32_t size = head == 4 ? rest.u16(2) : rest.u8(2);
    const Name* name = find_name(kAttributes, type);
    line.print("\n\t  {} ({}), length: {}", name != nullptr ? name->text : "Unknown Attribute",
               type, size);
    if (flags != 0) {
      line.put(", Flags [");
      put_bits(line, kFlags, flags, "", "");
      if ((flags & 0x0f) != 0) line.print("+{:x}", flags & 0x0f);
      line.put("]: ");
    }
    if (size > rest.length() - head) return line.put(" [path attrs too short]");
    const Bytes value = rest.from(head).claiming(size);
    put_value(line, value, type);
    if (line.verbosity() > 1 && size > 0 && !(type == kLarge && sized(type, size)))
      put_unknown_field(line, value, 0, size, "\n\t    ");
    rest = rest.from(head + size);
  }
}

}  // namespace tapbond::text
