// The values behind an IS-IS PDU's header: type, length, value (RFC 3359 lists them).
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/link/ethernet.h"
#include "decoders/network/isis.h"

namespace tapbond::text {
namespace {

constexpr std::string_view kIndent = "\n\t      ";

constexpr Name kValues[] = {
    {1, "Area address(es)"},
    {2, "IS Reachability"},
    {3, "ES Neighbor(s)"},
    {4, "Partition DIS"},
    {5, "Prefix Neighbors"},
    {6, "IS Neighbor(s)"},
    {7, "Instance Identifier"},
    {8, "Padding"},
    {9, "LSP entries"},
    {10, "Authentication"},
    {12, "Checksum"},
    {13, "Purge Originator Identifier"},
    {14, "LSP Buffersize"},
    {22, "Extended IS Reachability"},
    {24, "IS Alias ID"},
    {42, "DECnet Phase IV"},
    {66, "Lucent Proprietary"},
    {128, "IPv4 Internal Reachability"},
    {129, "Protocols supported"},
    {130, "IPv4 External Reachability"},
    {131, "Inter-Domain Information Type"},
    {132, "IPv4 Interface address(es)"},
    {133, "IPv4 authentication (deprecated)"},
    {134, "Traffic Engineering Router ID"},
    {135, "Extended IPv4 Reachability"},
    {137, "Hostname"},
    {138, "Shared Risk Link Group"},
    {143, "Multi-Topology-Aware Port Capability"},
    {144, "Multi-Topology Capability"},
    {176, "Nortel Proprietary"},
    {177, "Nortel Proprietary"},
    {211, "Restart Signaling"},
    {222, "Multi Topology IS Reachability"},
    {229, "Multi Topology"},
    {232, "IPv6 Interface address(es)"},
    {235, "Multi-Topology IPv4 Reachability"},
    {236, "IPv6 reachability"},
    {237, "Multi-Topology IP6 Reachability"},
    {240, "Point-to-point Adjacency State"},
    {241, "Hello PDU Sequence Number"},
    {242, "IS-IS Router Capability"},
    {250, "Vendor Private"},
};

constexpr Name kTopologies[] = {
    {0, "IPv4 unicast"},
    {1, "In-Band Management"},
    {2, "IPv6 unicast"},
    {3, "Multicast"},
    {4095, "Development, Experimental or Proprietary"},
};
constexpr Name kTopologyFlags[] = {{0x4000, "ATT bit set"}, {0x8000, "Overload bit set"}};
constexpr Name kVirtual[] = {{0, "IsNotVirtual"}, {1, "IsVirtual"}};
constexpr Name kAuthentications[] = {
    {1, "simple text password"},
    {3, "Generic Crypto key-id"},
    {54, "HMAC-MD5 password"},
    {255, "Routing Domain private password"},
};
constexpr Name kAdjacencies[] = {{0, "Up"}, {1, "Initializing"}, {2, "Down"}};
constexpr Name kRestartFlags[] = {
    {1, "Restart Request"},
    {2, "Restart Acknowledgement"},
    {4, "Suppress adjacency advertisement"},
};
constexpr Name kDomainKinds[] = {
    {0, "Reserved"},
    {1, "Routing-Domain Specific"},
    {2, "AS Number Tag"},
};
constexpr Name kRouterFlags[] = {{1, "S bit"}, {2, "D bit"}};

// What a value is read with; `pdu` is all of it, for checksums.
struct Context {
  Bytes pdu;
  std::uint32_t length;  // of the PDU
  std::uint32_t at;      // of the value in it
};

void put_areas(Line& line, Bytes value, const Context&) {
  while (value.length() > 0 && !line.cut()) {
    const std::uint32_t size = value.u8(0);
    value = value.from(1);
    if (value.length() < size) return;
    put_nsap(line, fmt::format("{}Area address (length: {}): ", kIndent, size), value, size);
    value = value.from(size);
  }
}

// Identifiers one after the other.
void put_identifiers(Line& line, Bytes value, std::string_view title) {
  for (; value.length() >= kIsisSystem && !line.cut(); value = value.from(kIsisSystem)) {
    line.put(value.raw(0, kIsisSystem) != nullptr ? kIndent : "");
    put_isis_identifier(line, title, value, kIsisSystem);
  }
}
void put_subnetwork_points(Line& line, Bytes value, const Context&) {
  put_identifiers(line, value, "SNPA: ");
}
void put_partition(Line& line, Bytes value, const Context&) { put_identifiers(line, value, ""); }

void put_instance(Line& line, Bytes value, const Context&) {
  if (value.length() < 4) return;
  const std::uint32_t count = (value.length() - 2) / 2;
  line.print("{}Instance ID: {}, ITIDs({}){} ", kIndent, value.u16(0), count, count > 0 ? ":" : "");
  for (std::uint32_t i = 0; i < count; ++i) {
    line.print("{}{}", value.u16(2 + 2 * i), i + 1 < count ? ", " : "");
  }
}

void put_metric(Line& line, std::string_view title, unsigned metric) {
  line.print("{}: {}, {}", title, metric & 0x3f, (metric & 0x40) != 0 ? "External" : "Internal");
}

void put_metrics(Line& line, Bytes block) {
  if (block.raw(0, 4) == nullptr) return;
  put_metric(line, ", Default Metric", block.u8(0));
  constexpr std::string_view kTitles[] = {"\n\t\t  Delay Metric", "\n\t\t  Expense Metric",
                                          "\n\t\t  Error Metric"};
  for (unsigned i = 0; i < 3; ++i) {
    if ((block.u8(i + 1) & 0x80) == 0) put_metric(line, kTitles[i], block.u8(i + 1));
  }
}

void put_old_neighbors(Line& line, Bytes value, const Context&) {
  constexpr std::uint32_t kSize = 4 + kIsisNode;
  if (value.length() < 1) return;
  put_name(line, kIndent, kVirtual, value.u8(0), "bogus virtual flag 0x{:02x}");
  for (value = value.from(1); value.length() >= kSize && !line.cut(); value = value.from(kSize)) {
    if (value.raw(0, kSize) == nullptr) return;
    put_isis_identifier(line, "\n\t      IS Neighbor: ", value.from(4), kIsisNode);
    put_metrics(line, value);
  }
}

void put_end_neighbors(Line& line, Bytes value, const Context&) {
  constexpr std::uint32_t kSize = 4 + kIsisSystem;
  for (; value.length() >= kSize && !line.cut(); value = value.from(kSize)) {
    if (value.raw(0, kSize) == nullptr) return;
    put_isis_identifier(line, "\n\t      ES Neighbor: ", value.from(4), kIsisSystem);
    put_metrics(line, value);
  }
}

void put_prefix_neighbors(Line& line, Bytes value, const Context&) {
  if (value.length() < 4 || value.raw(0, 4) == nullptr) return;
  line.put("\n\t      Metric Block");
  put_metrics(line, value);
  value = value.from(4);
  while (value.length() > 0 && !line.cut()) {
    const std::uint32_t digits = value.u8(0);
    value = value.from(1);
    if (digits < 2) return line.print("\n\t\tAddress: prefix length {} < 2", digits);
    if (value.length() < digits / 2) return;
    put_nsap(line, "\n\t\tAddress: ", value, digits / 2);
    line.print("/{}", digits * 4);
    value = value.from(digits / 2);
  }
}

void put_states(Line& line, Bytes value, const Context&) {
  constexpr std::uint32_t kSize = 16;
  for (; value.length() >= kSize && !line.cut(); value = value.from(kSize)) {
    put_isis_identifier(line, "\n\t      lsp-id: ", value.from(2), kIsisStateId);
    line.print(", seq: 0x{:08x}", value.u32(10));
    line.print(", lifetime: {:5}s", value.u16(0));
    line.print(", chksum: 0x{:04x}", value.u16(14));
  }
}

void put_octets(Line& line, Bytes value) {
  for (std::uint32_t i = 0; i < value.length() && !line.cut(); ++i) {
    line.print("{:02x}", value.u8(i));
  }
}

// Text up to a 0 or the end of the value.
void put_padded_text(Line& line, Bytes value) {
  const std::uint32_t taken = put_string(line, value, 0, value.length());
  const bool ended = value.seen(0, taken).find('\0') != std::string_view::npos;
  if (!ended && taken < value.length()) line.cut_here();
}

void put_authentication(Line& line, Bytes value, const Context&) {
  constexpr std::uint8_t kSimple = 1;
  constexpr std::uint8_t kGeneric = 3;
  constexpr std::uint8_t kMd5 = 54;
  constexpr std::uint32_t kMd5Size = 16;
  if (value.length() < 1) return;
  const std::uint8_t type = value.u8(0);
  put_name(line, kIndent, kAuthentications, type, "unknown Authentication type 0x{:02x}");
  line.put(": ");
  value = value.from(1);
  switch (type) {
    case kSimple:
      return put_padded_text(line, value);
    case kMd5:
      put_octets(line, value);
      if (value.length() != kMd5Size) line.put(", (invalid subTLV) ");
      return line.put(" (unchecked)");
    case kGeneric:
      if (value.length() < 2) return;
      line.print("{}, password: ", value.u16(0));
      return put_octets(line, value.from(2));
    default:
      return put_unknown_rest(line, value, "\n\t\t  ");
  }
}

void put_checksum(Line& line, Bytes value, const Context& context) {
  if (value.length() < 2) return;
  const std::uint16_t checksum = value.u16(0);
  line.print("{}checksum: 0x{:04x} ", kIndent, checksum);
  put_osi_checksum(line, context.pdu, checksum, context.at, context.length);
}

void put_purge_originator(Line& line, Bytes value, const Context&) {
  if (value.length() < 1) return;
  const unsigned count = value.u8(0);
  value = value.from(1);
  if (count == 0) return line.put(" No system IDs supplied");
  if (value.length() < kIsisSystem) return;
  put_isis_identifier(line, "\n\t      Purge Originator System-ID: ", value, kIsisSystem);
  value = value.from(kIsisSystem);
  if (count == 1 || value.length() < kIsisSystem) return;
  if (value.raw(0, 2 * kIsisSystem + 1) == nullptr) return;
  put_isis_identifier(line, "\n\t      Received from System-ID: ", value, kIsisSystem);
}

void put_buffer_size(Line& line, Bytes value, const Context&) {
  if (value.length() >= 2) line.print("{}LSP Buffersize: {}", kIndent, value.u16(0));
}

void cut_unless(Line& line, bool right) {
  if (!right) line.cut_here();
}

void put_neighbors(Line& line, Bytes value, const Context&) {
  cut_unless(line, put_isis_neighbors(line, value, IsisMetric::kGiven));
}
void put_aliases(Line& line, Bytes value, const Context&) {
  cut_unless(line, put_isis_neighbors(line, value, IsisMetric::kNone));
}
void put_prefixes4(Line& line, Bytes value, const Context&) {
  cut_unless(line, put_isis_prefixes(line, value, false));
}
void put_prefixes6(Line& line, Bytes value, const Context&) {
  cut_unless(line, put_isis_prefixes(line, value, true));
}
void put_old_prefixes(Line& line, Bytes value, const Context&) {
  put_isis_old_prefixes(line, value);
}

void put_topology(Line& line, Bytes value) {
  const std::uint16_t topology = value.u16(0);
  put_name(line, kIndent, kTopologies, topology & 0xfff, "Reserved for IETF Consensus");
  line.print(" Topology (0x{:03x}), Flags: [", topology & 0xfff);
  put_bits(line, kTopologyFlags, topology & 0xf000, "none");
  line.put(']');
}

template <void (*put)(Line&, Bytes, const Context&)>
void in_topology(Line& line, Bytes value, const Context& context) {
  if (value.length() < 2) return line.cut_here();
  put_topology(line, value);
  put(line, value.from(2), context);
}

void put_topologies(Line& line, Bytes value, const Context&) {
  for (; value.length() > 0 && !line.cut(); value = value.from(2)) {
    if (value.length() == 1) return line.put("\n\t      invalid MT-ID");
    put_topology(line, value);
  }
}

void put_protocols(Line& line, Bytes value, const Context&) {
  line.put("\n\t      NLPID(s): ");
  for (std::uint32_t i = 0; i < value.length() && !line.cut(); ++i) {
    const std::uint8_t protocol = value.u8(i);
    put_name(line, kOsiProtocols, protocol, "unknown");
    line.print(" (0x{:02x})", protocol);
    if (i + 1 < value.length()) line.put(", ");
  }
}

void put_domain(Line& line, Bytes value, const Context&) {
  constexpr std::uint8_t kAutonomousSystem = 2;
  if (value.length() < 1) return;
  const std::uint8_t kind = value.u8(0);
  line.put(value.has(0, 1) ? kIndent : "");
  put_name(line, "Inter-Domain Information Type: ", kDomainKinds, kind, "Unknown (0x{:02x})");
  value = value.from(1);
  if (kind != kAutonomousSystem) return put_unknown_rest(line, value, "\n\t      ");
  if (value.length() >= 2) line.print("AS Number: {}", value.u16(0));
}

void put_addresses4(Line& line, Bytes value, const Context&) {
  for (; value.length() >= 4 && !line.cut(); value = value.from(4)) {
    put_ipv4(line, "\n\t      IPv4 interface address: ", value, 0);
  }
}
void put_addresses6(Line& line, Bytes value, const Context&) {
  for (; value.length() >= 16 && !line.cut(); value = value.from(16)) {
    put_ipv6(line, "\n\t      IPv6 interface address: ", value, 0);
  }
}

void put_router_id(Line& line, Bytes value, const Context&) {
  if (value.length() >= 4) put_ipv4(line, "\n\t      Traffic Engineering Router ID: ", value, 0);
}

void put_hostname(Line& line, Bytes value, const Context&) {
  line.put("\n\t      Hostname: ");
  put_padded_text(line, value);
}

void put_shared_risk(Line& line, Bytes value, const Context&) {
  if (value.length() < kIsisNode) return;
  put_isis_identifier(line, "\n\t      IS Neighbor: ", value, kIsisNode);
  value = value.from(kIsisNode);
  if (value.length() < 1) return;
  line.print(", Flags: [{}]", (value.u8(0) & 1) != 0 ? "numbered" : "unnumbered");
  value = value.from(1);
  for (const std::string_view title :
       {"\n\t      IPv4 interface address: ", "\n\t      IPv4 neighbor address: "}) {
    if (value.length() < 4) return;
    put_ipv4(line, title, value, 0);
    value = value.from(4);
  }
  for (; value.length() >= 4 && !line.cut(); value = value.from(4)) {
    line.print("{}Link-ID: 0x{:08x}", kIndent, value.u32(0));
  }
}

void put_port_capability(Line& line, Bytes value, const Context&) {
  if (value.length() < 2) return;
  const std::uint16_t topology = value.u16(0);
  line.print("\n\t       RES: {}, MTID(s): {}", topology >> 12, topology & 0xfff);
  put_isis_port_capability(line, value.from(2));
}

void put_bridging_capability(Line& line, Bytes value, const Context&) {
  if (value.length() < 2) return;
  const std::uint16_t topology = value.u16(0);
  line.print("{}O: {}, RES: {}, MTID(s): {}", kIndent, topology >> 15, topology >> 12 & 7,
             topology & 0xfff);
  put_isis_bridging_capability(line, value.from(2));
}

void put_restart(Line& line, Bytes value, const Context&) {
  if (value.length() < 1 || value.raw(0, 1) == nullptr) return;
  line.put("\n\t      Flags [");
  put_bits(line, kRestartFlags, value.u8(0), "none");
  line.put(']');
  if (value.length() < 3) return;
  line.print(", Remaining holding time {}s", value.u16(1));
  if (value.length() == 3 + kIsisSystem) {
    put_isis_identifier(line, ", for ", value.from(3), kIsisSystem);
  }
}

void put_adjacency(Line& line, Bytes value, const Context&) {
  std::uint32_t left = value.length();
  if (left >= 1) {
    const std::uint8_t state = value.u8(0);
    put_name(line, "\n\t      Adjacency State: ", kAdjacencies, state, "unknown");
    line.print(" ({})", state);
    --left;
  }
  if (left > 4) {
    line.print("{}Extended Local circuit-ID: 0x{:08x}", kIndent, value.u32(1));
    left -= 4;
  }
  if (left >= kIsisSystem) {
    put_isis_identifier(line, "\n\t      Neighbor System-ID: ", value.from(5), kIsisSystem);
    left -= kIsisSystem;
  }
  if (left >= 4) {
    line.print("{}Neighbor Extended Local circuit-ID: 0x{:08x}", kIndent, value.u32(11));
  }
}

void put_hello_sequence(Line& line, Bytes value, const Context&) {
  if (value.length() >= 4) line.print("{}Sequence number: {}", kIndent, value.u32(0));
}

void put_router_capability(Line& line, Bytes value, const Context&) {
  if (value.length() < 5) {
    line.print(" [object length {} < 5]", value.length());
    return line.invalid();
  }
  put_ipv4(line, "\n\t      Router-ID ", value, 0);
  const std::uint8_t flags = value.u8(4);
  line.put(", Flags [");
  put_bits(line, kRouterFlags, flags, "none");
  line.put(']');
  put_isis_router_capability(line, value.from(5));
}

void put_vendor(Line& line, Bytes value, const Context&) {
  if (value.length() < 3) return;
  const std::uint32_t vendor = value.u24(0);
  put_name(line, "\n\t      Vendor: ", kOrganisations, vendor, "Unknown");
  line.print(" ({})", vendor);
  put_unknown_rest(line, value.from(3), "\n\t\t");
}

void put_padding(Line&, Bytes, const Context&) {}

struct Row {
  std::uint8_t type;
  void (*put)(Line&, Bytes, const Context&);
};
constexpr Row kRows[] = {
    {1, put_areas},
    {2, put_old_neighbors},
    {3, put_end_neighbors},
    {4, put_partition},
    {5, put_prefix_neighbors},
    {6, put_subnetwork_points},
    {7, put_instance},
    {8, put_padding},
    {9, put_states},
    {10, put_authentication},
    {12, put_checksum},
    {13, put_purge_originator},
    {14, put_buffer_size},
    {22, put_neighbors},
    {24, put_aliases},
    {128, put_old_prefixes},
    {129, put_protocols},
    {130, put_old_prefixes},
    {131, put_domain},
    {132, put_addresses4},
    {134, put_router_id},
    {135, put_prefixes4},
    {137, put_hostname},
    {138, put_shared_risk},
    {143, put_port_capability},
    {144, put_bridging_capability},
    {211, put_restart},
    {222, in_topology<put_neighbors>},
    {229, put_topologies},
    {232, put_addresses6},
    {235, in_topology<put_prefixes4>},
    {236, put_prefixes6},
    {237, in_topology<put_prefixes6>},
    {240, put_adjacency},
    {241, put_hello_sequence},
    {242, put_router_capability},
    {250, put_vendor},
};

// Old prefixes that are not whole are the last that is read.
bool ends_with(Bytes value, std::uint8_t type) {
  constexpr std::uint32_t kPrefix = 12;
  return (type == 128 || type == 130) &&
         (value.length() % kPrefix != 0 || !value.has(0, value.length()));
}

void put_value(Line& line, Bytes value, std::uint8_t type, const Context& context) {
  for (const Row& row : kRows) {
    if (row.type == type) return row.put(line, value, context);
  }
  if (line.verbosity() <= 1) put_unknown_rest(line, value, "\n\t\t");
}

}  // namespace

void put_isis_values(Line& line, Bytes pdu, std::uint32_t values, std::uint32_t length) {
  std::uint32_t at = values;
  while (at < length && !line.cut()) {
    if (pdu.raw(at, 2) == nullptr) return;
    if (length - at < 2) return line.cut_here();
    const std::uint8_t type = pdu.u8(at);
    const std::uint32_t size = pdu.u8(at + 1);
    at += 2;
    put_name(line, "\n\t    ", kValues, type, "unknown");
    line.print(" TLV #{}, length: {}", type, size);
    if (length - at < size) return line.cut_here();
    const Bytes value = pdu.from(at).claiming(size);
    put_value(line, value, type, {pdu, length, at});
    if (ends_with(value, type)) return;
    if (line.verbosity() > 1) put_unknown_rest(line, value, "\n\t      ");
    at += size;
  }
}

}  // namespace tapbond::text
