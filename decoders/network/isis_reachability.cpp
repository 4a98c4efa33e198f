// What an IS-IS system reaches: neighbours with the traffic engineering of their links (RFC 5305,
// RFC 5307, RFC 8667), and prefixes.
#include <bit>

#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/prefix.h"
#include "decoders/network/gmpls.h"
#include "decoders/network/isis.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kIndent = "\n\t      ";
constexpr std::string_view kInner = "\n\t        ";
constexpr std::string_view kUnknown = "\n\t\t    ";

enum Link : std::uint8_t {
  kGroups = 3,
  kLocalRemote = 4,
  kRemote = 5,
  kInterface = 6,
  kNeighbor = 8,
  kBandwidth = 9,
  kReservable = 10,
  kUnreserved = 11,
  kOldConstraints = 12,
  kMetric = 18,
  kAttributes = 19,
  kProtection = 20,
  kSwitching = 21,
  kConstraints = 22,
  kBridgeMetric = 29,
  kSegment = 32,
};
constexpr Name kLinkValues[] = {
    {kGroups, "Administrative groups"},
    {kLocalRemote, "Link Local/Remote Identifier"},
    {kRemote, "Link Remote Identifier"},
    {kInterface, "IPv4 interface address"},
    {kNeighbor, "IPv4 neighbor address"},
    {kBandwidth, "Maximum link bandwidth"},
    {kReservable, "Reservable link bandwidth"},
    {kUnreserved, "Unreserved bandwidth"},
    {kOldConstraints, "Bandwidth Constraints (old)"},
    {kMetric, "Traffic Engineering Metric"},
    {kAttributes, "Link Attribute"},
    {kProtection, "Link Protection Type"},
    {kSwitching, "Interface Switching Capability"},
    {kConstraints, "Bandwidth Constraints"},
    {kBridgeMetric, "SPB Metric"},
    {kSegment, "LAN Adjacency Segment Identifier"},
    {250, "Reserved for cisco specific extensions"},
    {251, "Reserved for cisco specific extensions"},
    {252, "Reserved for cisco specific extensions"},
    {253, "Reserved for cisco specific extensions"},
    {254, "Reserved for cisco specific extensions"},
    {255, "Reserved for future expansion"},
};
constexpr Name kLinkAttributes[] = {
    {1, "Local Protection Available"},
    {2, "Link excluded from local protection path"},
    {4, "Local maintenance required"},
};
constexpr Name kSegmentFlags[] = {
    {0x80, "Address family IPv6"},
    {0x40, "Backup"},
    {0x20, "Value"},
    {0x10, "Local significance"},
    {0x08, "Set of adjacencies"},
    {0x04, "Persistent"},
};

constexpr Name kPrefixValues[] = {
    {1, "32-Bit Administrative tag"},
    {2, "64-Bit Administrative tag"},
    {3, "Prefix SID"},
    {117, "Management Prefix Color"},
};
constexpr Name kSidFlags[] = {
    {0x80, "Readvertisement"}, {0x40, "Node"},  {0x20, "No-PHP"},
    {0x10, "Explicit NULL"},   {0x08, "Value"}, {0x04, "Local"},
};
constexpr Name kAlgorithms[] = {{0, "SPF"}, {1, "strict-SPF"}};

double megabits(std::uint32_t bits) {
  const float rate = std::bit_cast<float>(bits) * 8 / 1000000;
  return static_cast<double>(rate);
}

void put_constraints(Line& line, Bytes value) {
  if (value.length() == 0) return;
  const std::uint8_t model = value.u8(0);
  line.put(kInner);
  put_name(line, "Bandwidth Constraints Model ID: ", kBandwidthModels, model, "unknown");
  line.print(" ({})", model);
  for (std::uint32_t i = 0; 1 + 4 * i + 4 <= value.length(); ++i) {
    line.print("{}  Bandwidth constraint CT{}: {:.3f} Mbps", kInner, i,
               megabits(value.u32(1 + 4 * i)));
  }
}

void put_switching(Line& line, Bytes value) {
  if (value.length() < 36) return;
  const std::uint8_t capability = value.u8(0);
  const std::uint8_t encoding = value.u8(1);
  line.put(kInner);
  put_name(line, "  Interface Switching Capability:", kSwitchingCapabilities, capability,
           "Unknown");
  put_name(line, ", LSP Encoding: ", kLspEncodings, encoding, "Unknown");
  line.print("{}  Max LSP Bandwidth:", kInner);
  for (std::uint32_t i = 0; i < 8; ++i) {
    line.print("{}    priority level {}: {:.3f} Mbps", kInner, i, megabits(value.u32(4 + 4 * i)));
  }
  value = value.from(36);
  if (capability >= kPacketSwitch1 && capability <= kPacketSwitch4) {
    if (value.length() < 6) return;
    line.print("{}  Min LSP Bandwidth: {:.3f} Mbps", kInner, megabits(value.u32(0)));
    line.print("{}  Interface MTU: {}", kInner, value.u16(4));
  } else if (capability == kTimeSwitch) {
    if (value.length() < 8) return;
    line.print("{}  Min LSP Bandwidth: {:.3f} Mbps", kInner, megabits(value.u32(0)));
    line.put(kInner);
    put_name(line, "  Indication ", kTimeSwitchIndications, value.u8(4), "Unknown ({})");
  } else {
    put_unknown_rest(line, value, kUnknown);
  }
}

void put_segment(Line& line, Bytes value) {
  if (value.length() < 8) return;
  const unsigned flags = value.u8(0);
  line.print("{}  Flags: [", kInner);
  put_bits(line, kSegmentFlags, flags, "none");
  line.print("]{}  Weight: {}", kInner, value.u8(1));
  put_isis_identifier(line, "\n\t          Neighbor System-ID: ", value.from(2), kIsisSystem);
  const bool is_value = (flags & 0x20) != 0;
  if (is_value != ((flags & 0x10) != 0)) return line.invalid();
  if (is_value) {
    line.print("{}  Label: {}", kInner, value.u24(8));
  } else {
    line.print("{}  Index: {}", kInner, value.u32(8));
  }
}

void put_link_value(Line& line, Bytes value, std::uint8_t type) {
  const std::uint32_t size = value.length();
  switch (type) {
    case kGroups:
    case kLocalRemote:
    case kRemote:
      if (size >= 4) line.print(", 0x{:08x}", value.u32(0));
      if (size == 8) line.print(", 0x{:08x}", value.u32(4));
      return;
    case kInterface:
    case kNeighbor:
      if (size >= 4) put_ipv4(line, ", ", value, 0);
      return;
    case kBandwidth:
    case kReservable:
      if (size >= 4) line.print(", {:.3f} Mbps", megabits(value.u32(0)));
      return;
    case kUnreserved:
      for (std::uint32_t i = 0; size >= 32 && i < 8; ++i) {
        line.print("{}  TE-Class {}: {:.3f} Mbps", kInner, i, megabits(value.u32(4 * i)));
      }
      return;
    case kOldConstraints:
    case kConstraints:
      return put_constraints(line, value);
    case kMetric:
      if (size >= 3) line.print(", {}", value.u24(0));
      return;
    case kAttributes:
      if (size != 2) return;
      line.put(", [ ");
      put_bits(line, kLinkAttributes, value.u16(0), "Unknown");
      return line.print(" ] (0x{:04x})", value.u16(0));
    case kProtection:
      if (size < 2) return;
      line.put(", ");
      put_bits(line, kLinkProtections, value.u8(0), "none");
      return line.print(", Priority {}", value.u8(1));
    case kBridgeMetric:
      if (size >= 6) {
        line.print(", LM: {}, P: {}, P-ID: {}", value.u24(0), value.u8(3), value.u16(4));
      }
      return;
    case kSwitching:
      return put_switching(line, value);
    case kSegment:
      return put_segment(line, value);
    default:
      return put_unknown_rest(line, value, kUnknown);
  }
}

// The values under a neighbour, `left` bytes of them; what is behind these.
Bytes put_link_values(Line& line, Bytes rest, std::uint32_t left) {
  while (left > 0 && !line.cut()) {
    if (rest.raw(0, 2) == nullptr) return {};
    if (rest.length() < 2) {
      line.print("{}Remaining data in TLV shorter than a subTLV header", kInner);
      return {};
    }
    if (left < 2) {
      line.print("{}Remaining data in subTLVs shorter than a subTLV header", kInner);
      return rest.from(left);
    }
    const std::uint8_t type = rest.u8(0);
    const std::uint32_t size = rest.u8(1);
    rest = rest.from(2);
    left -= 2;
    line.put(kInner);
    put_name(line, kLinkValues, type, "unknown");
    line.print(" subTLV #{}, length: {}", type, size);
    if (left < size) {
      line.put(" (remaining data in subTLVs shorter than the current subTLV)");
      return rest.from(left);
    }
    if (rest.length() < size) {
      line.put(" (> remaining tlv length)");
      return {};
    }
    if (rest.raw(0, size) == nullptr) return {};
    put_link_value(line, rest.claiming(size), type);
    rest = rest.from(size);
    left -= size;
  }
  return rest;
}

// False where the prefix's value cannot be true.
bool put_prefix_value(Line& line, Bytes value, std::uint8_t type) {
  line.put(kInner);
  put_name(line, kPrefixValues, type, "unknown");
  const std::uint32_t size = value.length();
  line.print(" subTLV #{}, length: {}", type, size);
  if (!value.has(0, size)) {
    line.truncated();
    return false;
  }
  if (type == 1 || type == 117) {
    for (std::uint32_t at = 0; at + 4 <= size; at += 4) {
      line.print(", 0x{:08x} (={})", value.u32(at), value.u32(at));
    }
  } else if (type == 2) {
    for (std::uint32_t at = 0; at + 8 <= size; at += 8) {
      line.print(", 0x{:016x}", value.u64(at));
    }
  } else if (type == 3) {
    const std::uint8_t flags = value.u8(0);
    const std::uint8_t algorithm = value.u8(1);
    const bool label = (flags & 8) != 0;
    if (size < (label ? 5 : 6)) {
      line.truncated();
      return false;
    }
    line.put(", Flags [");
    put_bits(line, kSidFlags, flags, "None");
    put_name(line, "], Algo ", kAlgorithms, algorithm, "Unknown");
    line.print(" ({}), {} {}", algorithm, label ? "label" : "index",
               label ? value.u24(2) : value.u32(2));
  } else {
    put_unknown_rest(line, value, kUnknown);
  }
  return true;
}

// Moves over the prefix; false where it cannot be true.
bool put_prefix(Line& line, Bytes& rest, bool ipv6) {
  const std::uint32_t metric = rest.u32(0);
  const std::uint8_t status = rest.u8(4);
  const std::uint32_t width = ipv6 ? rest.u8(5) : status & 0x3fu;
  if (width > (ipv6 ? 128u : 32u)) {
    line.print("{}IPv{} prefix: bad bit length {}", kIndent, ipv6 ? 6 : 4, width);
    return false;
  }
  std::uint32_t at = ipv6 ? 6 : 5;
  const std::uint32_t octets = (width + 7) / 8;
  if (rest.raw(at, octets) == nullptr) return false;
  line.print("{}IPv{} prefix: ", kIndent, ipv6 ? 6 : 4);
  std::uint8_t address[16] = {};
  std::copy_n(rest.raw(at, octets), octets, address);
  const std::size_t mark = line.mark();
  const Bytes whole = line.bytes(address, sizeof address, sizeof address);
  ipv6 ? put_ipv6(line, whole, 0) : put_ipv4(line, whole, 0);
  if (!ipv6) line.pad_since(mark, 15);
  at += octets;
  line.print("/{}, Distribution: {}, Metric: {}", width, (status & 0x80) != 0 ? "down" : "up",
             metric);
  const bool more = (status & (ipv6 ? 0x20 : 0x40)) != 0;
  if (ipv6) line.put((status & 0x40) != 0 ? ", External" : ", Internal");
  if (more) line.put(", sub-TLVs present");
  std::uint32_t left = more ? rest.u8(at) : 0;
  const std::uint32_t end = at + (more ? 1 : 0) + left;
  if (more) line.print(" ({})", left);
  // A value that is longer than what is left takes the count round.
  for (++at; left > 0 && !line.cut();) {
    const std::uint8_t type = rest.u8(at);
    const std::uint32_t size = rest.u8(at + 1);
    if (line.cut()) return false;
    if (!put_prefix_value(line, rest.from(at + 2).claiming(size), type)) return false;
    at += 2 + size;
    left -= 2 + size;
  }
  if (rest.length() < end) {
    line.print(" [remaining tlv length {} < {}]", rest.length(), end);
    line.invalid();
    rest = {};
  } else {
    rest = rest.from(end);
  }
  return !line.cut();
}

}  // namespace

bool put_isis_neighbors(Line& line, Bytes rest, IsisMetric metric) {
  while (rest.length() > 0 && !line.cut()) {
    if (rest.raw(0, kIsisNode) == nullptr || rest.length() < kIsisNode) return false;
    put_isis_identifier(line, "\n\t      IS Neighbor: ", rest, kIsisNode);
    rest = rest.from(kIsisNode);
    if (metric == IsisMetric::kGiven) {
      if (rest.raw(0, 3) == nullptr || rest.length() < 3) return false;
      line.print(", Metric: {}", rest.u24(0));
      rest = rest.from(3);
    }
    if (rest.raw(0, 1) == nullptr || rest.length() < 1) return false;
    const std::uint32_t values = rest.u8(0);
    rest = rest.from(1);
    line.print(", {}sub-TLVs present", values > 0 ? "" : "no ");
    if (values == 0) continue;
    line.print(" ({})", values);
    rest = put_link_values(line, rest, values);
  }
  return !line.cut();
}

bool put_isis_prefixes(Line& line, Bytes rest, bool ipv6) {
  while (rest.length() > 0 && !line.cut()) {
    if (!put_prefix(line, rest, ipv6)) return false;
  }
  return !line.cut();
}

void put_isis_old_prefixes(Line& line, Bytes rest) {
  constexpr std::uint32_t kSize = 12;
  for (; rest.length() > 0 && !line.cut(); rest = rest.from(kSize)) {
    if (rest.length() < kSize) {
      return line.print("short IPv4 Reachability ({} vs {})", rest.length(), kSize);
    }
    if (!rest.has(0, kSize)) return;
    const std::uint32_t mask = rest.u32(8);
    const int width = std::countl_one(mask);
    line.print("{}IPv4 prefix: ", kIndent);
    const std::size_t mark = line.mark();
    put_ipv4(line, rest, 4);
    if (width < 32 && mask << width != 0) {
      put_ipv4(line, " mask ", rest, 8);
    } else {
      line.pad_since(mark, 15);
      line.print("/{}", width);
    }
    const unsigned metric = rest.u8(0);
    line.print(", Distribution: {}, Metric: {}, {}", (metric & 0x80) != 0 ? "down" : "up",
               metric & 0x3f, (metric & 0x40) != 0 ? "External" : "Internal");
    constexpr std::string_view kTitles[] = {"Delay", "Expense", "Error"};
    for (unsigned i = 0; i < 3; ++i) {
      const unsigned other = rest.u8(i + 1);
      if ((other & 0x80) != 0) continue;
      line.print("{}  {} Metric: {}, {}", kIndent, kTitles[i], other & 0x3f,
                 (other & 0x40) != 0 ? "External" : "Internal");
    }
  }
}

}  // namespace tapbond::text
