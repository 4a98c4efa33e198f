// The path attributes of BGP (RFC 4271 4.3, RFC 1997, 4456, 6793, 8092).
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
  kProviderTunnel = 22,
  kAccumulated = 26,
  kLarge = 32,
  kSet = 128,
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
constexpr unsigned kMetric = 1;     // of the accumulated metric's parts
constexpr unsigned kMostSets = 10;  // in each other
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

// How far it is to where the route is from (RFC 7311).
void put_accumulated_metric(Line& line, Bytes value) {
  while (value.length() >= 3 && !line.cut()) {
    const unsigned type = value.u8(0);
    const std::uint32_t size = value.u16(1);
    line.print("\n\t    {} TLV ({}), length {}", type == kMetric ? "AIGP" : "Unknown", type, size);
    if (size < 3 || size > value.length()) return line.cut_here();
    if (type == kMetric) {
      if (size < 11) return line.cut_here();
      line.print(", metric {}", value.u64(3));
    } else if (line.verbosity() <= 1) {
      put_unknown_field(line, value, 3, size - 3, "\n\t      ");
    }
    value = value.from(size);
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
      return bgp_extended_communities(line, value);
    case kProviderTunnel:
      return bgp_provider_tunnel(line, value);
    case kAccumulated:
      return put_accumulated_metric(line, value);
    case kLarge:
      return put_large_communities(line, value);
    default:
      line.print("\n\t    no Attribute {} decoder", type);
      if (line.verbosity() <= 1) put_unknown_field(line, value, 0, value.length(), "\n\t    ");
  }
}

void put_flags(Line& line, unsigned flags) {
  line.put(", Flags [");
  put_bits(line, kFlags, flags, "", "");
  if ((flags & 0x0f) != 0) line.print("+{:x}", flags & 0x0f);
  line.put(']');
}

std::uint32_t put_set(Line& line, Bytes value, unsigned depth);

void put_whole_value(Line& line, Bytes value, std::uint8_t type, unsigned depth) {
  std::uint32_t size = value.length();
  if (type == kSet) {
    size = put_set(line, value, depth);
  } else {
    put_value(line, value, type);
  }
  if (line.verbosity() <= 1 || size == 0 || (type == kLarge && sized(type, size))) return;
  put_unknown_field(line, value, 0, size, "\n\t    ");
}

// Where an attribute's value is.
struct Head {
  unsigned flags = 0;
  std::uint8_t type = 0;
  std::uint32_t bytes = 0;  // none where the attributes end before it does
  std::uint32_t size = 0;
};
Head read_head(Bytes rest) {
  Head head;
  if (rest.length() < 2) return head;
  head.flags = rest.u8(0);
  head.type = rest.u8(1);
  const std::uint32_t bytes = (head.flags & kExtendedLength) != 0 ? 4 : 3;
  if (rest.length() < bytes) return head;
  head.bytes = bytes;
  head.size = bytes == 4 ? rest.u16(2) : rest.u8(2);
  return head;
}

void put_name(Line& line, std::string_view indent, const Head& head) {
  const Name* name = find_name(kAttributes, head.type);
  line.print("{}{} ({}), length: {}", indent, name != nullptr ? name->text : "Unknown Attribute",
             head.type, head.size);
  if (head.flags != 0) put_flags(line, head.flags);
}

// A customer's attributes, carried through the provider's network (RFC 6368). Gives how many bytes
// are to be dumped: none, for each attribute is by itself, or as many as were not understood.
std::uint32_t put_set(Line& line, Bytes value, unsigned depth) {
  if (value.length() < 4) {
    line.cut_here();
    return 0;
  }
  const std::uint32_t number = value.u32(0);
  line.put("\n\t    Origin AS: ");
  put_as_number(line, number);
  for (Bytes rest = value.from(4); rest.length() > 0 && !line.cut();) {
    const Head head = read_head(rest);
    if (head.bytes == 0) {
      line.put(" [path attr too short]");
      return rest.length() < 2 ? rest.length() : rest.length() - 2;
    }
    put_name(line, "\n\t      ", head);
    line.put(": ");
    if (head.size > rest.length() - head.bytes) {
      line.put(" [path attr too short]");
      return rest.length() - head.bytes;
    }
    if (depth == kMostSets) {
      line.put("(too many nested levels, not recursing)");
    } else {
      put_whole_value(line, rest.from(head.bytes).claiming(head.size), head.type, depth + 1);
    }
    rest = rest.from(head.bytes + head.size);
  }
  return 0;
}

}  // namespace

void bgp_attributes(Line& line, Bytes rest) {
  while (rest.length() > 0 && !line.cut()) {
    const Head head = read_head(rest);
    if (head.bytes == 0) return line.cut_here();
    put_name(line, "\n\t  ", head);
    if (head.flags != 0) line.put(": ");
    if (head.size > rest.length() - head.bytes) return line.put(" [path attrs too short]");
    put_whole_value(line, rest.from(head.bytes).claiming(head.size), head.type, 0);
    rest = rest.from(head.bytes + head.size);
  }
}

}  // namespace tapbond::text
