// What OSPF version 2 (RFC 2328, RFC 3101, RFC 4222) says after its header's first bytes.
#include "decoders/network/ospf_v2.h"

#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/network/ospf_packet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 24;
constexpr std::uint32_t kAdvertisement = 20;

enum State : std::uint8_t {
  kRouter = 1,
  kNetwork = 2,
  kSummary = 3,
  kBorderSummary = 4,
  kExternal = 5,
  kNotSoStubby = 7,
  kFirstOpaque = 9,
  kAreaOpaque = 10,
  kLastOpaque = 11,
};

constexpr Name kAuthentications[] = {{0, "none"}, {1, "simple"}, {2, "MD5"}};
constexpr Name kOptions[] = {
    {0x01, "MultiTopology"}, {0x02, "External"},       {0x04, "Multicast"}, {0x08, "NSSA"},
    {0x10, "LLS"},           {0x20, "Demand Circuit"}, {0x40, "Opaque"},    {0x80, "Up/Down"},
};
constexpr Name kDescriptionFlags[] = {
    {0x04, "Init"}, {0x02, "More"}, {0x01, "Master"}, {0x08, "OOBResync"}};
constexpr Name kRouterFlags[] = {{0x01, "ABR"},      {0x02, "ASBR"}, {0x04, "Virtual"},
                                 {0x08, "Wildcard"}, {0x10, "Nt"},   {0x80, "Host"}};
constexpr Name kStates[] = {
    {1, "Router"},
    {2, "Network"},
    {3, "Summary"},
    {4, "ASBR Summary"},
    {5, "External"},
    {6, "Multicast Group"},
    {7, "NSSA"},
    {9, "Link Local Opaque"},
    {10, "Area Local Opaque"},
    {11, "Domain Wide Opaque"},
};
constexpr Name kOpaques[] = {
    {1, "Traffic Engineering"}, {3, "Graceful restart"}, {4, "Router Information"}};
constexpr std::uint8_t kGrace = 3;
constexpr std::uint8_t kInformation = 4;
enum GraceValue : std::uint16_t { kGracePeriod = 1, kGraceReason = 2, kGraceAddress = 3 };
constexpr Name kGraceValues[] = {
    {kGracePeriod, "Grace Period"},
    {kGraceReason, "Graceful restart Reason"},
    {kGraceAddress, "IPv4 interface address"},
};
constexpr Name kGraceReasons[] = {
    {1, "Software Restart"}, {2, "Software Reload/Upgrade"}, {3, "Control Processor Switch"}};
constexpr std::uint16_t kCapabilities = 1;
constexpr Name kInformationValues[] = {{kCapabilities, "Router Capabilities"}};
constexpr Name kCapabilityBits[] = {
    {0x001, "Reserved"},
    {0x002, "Reserved"},
    {0x004, "Reserved"},
    {0x008, "Reserved"},
    {0x010, "graceful restart capable"},
    {0x020, "graceful restart helper"},
    {0x040, "Stub router support"},
    {0x080, "Traffic engineering"},
    {0x100, "p2p over LAN"},
    {0x200, "path computation server"},
};
constexpr Name kTopologies[] = {{0, "default"}, {1, "multicast"}, {2, "management"}};

std::string_view known(Names names, std::uint32_t value, std::string_view otherwise) {
  const Name* name = find_name(names, value);
  return name != nullptr ? name->text : otherwise;
}

void put_identity(Line& line, Bytes data, std::uint32_t at, std::uint8_t type,
                  std::string_view separator) {
  line.print("{} LSA ({}), ", known(kStates, type, "unknown"), type);
  if (type >= kFirstOpaque && type <= kLastOpaque) {
    const std::uint8_t opaque = data.u8(at);
    line.print("Opaque-Type{} {} LSA ({}), Opaque-ID{} {}", separator,
               known(kOpaques, opaque, "unknown"), opaque, separator, data.u24(at + 1));
  } else {
    line.put("LSA-ID: ");
    put_ipv4(line, data, at);
  }
}

// The size of the whole advertisement; 0 where its header cannot be read.
std::uint32_t put_advertisement_header(Line& line, Bytes data) {
  const std::uint32_t size = data.u16(18);
  if (line.cut()) return 0;
  if (size < kAdvertisement) {
    line.print("\n\t    Bogus length {} < header ({})", size, kAdvertisement);
    line.cut_here();
    return 0;
  }
  line.put("\n\t  Advertising Router ");
  put_ipv4(line, data, 8);
  line.print(", seq 0x{:08x}, age {}s, length {}\n\t    ", data.u32(12), data.u16(0),
             size - kAdvertisement);
  put_identity(line, data, 4, data.u8(3), "");
  line.put("\n\t    Options: [");
  put_bits(line, kOptions, data.u8(2), "none");
  line.put(']');
  return size;
}

void put_topology(Line& line, unsigned topology, std::uint32_t metric) {
  line.print("\n\t\ttopology {} ({}), metric {}", known(kTopologies, topology, "Unknown"), topology,
             metric);
}

// False where the rest of the links cannot be told.
bool put_router(Line& line, Bytes body) {
  line.put("\n\t    Router LSA Options: [");
  put_bits(line, kRouterFlags, body.u8(0), "none");
  line.put(']');
  const unsigned links = body.u16(2);
  std::uint32_t at = 4;
  for (unsigned i = 0; i < links && !line.cut(); ++i) {
    if (body.raw(at, 12) == nullptr) return false;
    const unsigned type = body.u8(at + 8);
    switch (type) {
      case 1:
        line.put("\n\t      Neighbor Router-ID: ");
        break;
      case 2:
        line.put("\n\t      Neighbor Network-ID: ");
        break;
      case 3:
        line.put("\n\t      Stub Network: ");
        break;
      case 4:
        line.put("\n\t      Virtual Link: Neighbor Router-ID: ");
        break;
      default:
        line.print("\n\t      Unknown Router Link Type ({})", type);
        return false;
    }
    put_ipv4(line, body, at);
    line.put(type == 3 ? ", Mask: " : ", Interface Address: ");
    put_ipv4(line, body, at + 4);
    const unsigned topologies = body.u8(at + 9);
    put_topology(line, 0, body.u16(at + 10));
    at += 12;
    for (unsigned j = 0; j < topologies && !line.cut(); ++j, at += 4) {
      if (body.raw(at, 4) == nullptr) return false;
      put_topology(line, body.u8(at), body.u16(at + 2));
    }
  }
  return true;
}

void put_mask(Line& line, Bytes body) {
  line.put("\n\t    Mask ");
  put_ipv4(line, body, 0);
}

void put_network(Line& line, Bytes body) {
  put_mask(line, body);
  line.put("\n\t    Connected Routers:");
  for (std::uint32_t at = 4; at < body.length() && !line.cut(); at += 4) {
    if (body.raw(at, 4) == nullptr) return;
    line.put("\n\t      ");
    put_ipv4(line, body, at);
  }
}

void put_summary(Line& line, Bytes body, bool with_mask) {
  if (body.raw(0, 4) == nullptr) return;
  if (with_mask) put_mask(line, body);
  for (std::uint32_t at = 4; at < body.length() && !line.cut(); at += 4) {
    if (body.raw(at, 4) == nullptr) return;
    const unsigned topology = body.u8(at) & 0x7f;
    line.print("\n\t\ttopology {} ({}) metric {}", known(kTopologies, topology, "Unknown"),
               topology, body.u24(at + 1));
  }
}

void put_external(Line& line, Bytes body) {
  put_mask(line, body);
  for (std::uint32_t at = 4; at < body.length() && !line.cut(); at += 12) {
    if (body.raw(at, 4) == nullptr) return;
    const unsigned topology = body.u8(at) & 0x7f;
    line.print("\n\t\ttopology {} ({}), type {}, metric ", known(kTopologies, topology, "Unknown"),
               topology, (body.u8(at) & 0x80) != 0 ? 2 : 1);
    if (const std::uint32_t metric = body.u24(at + 1); metric == 0xffffff) {
      line.put("infinite");
    } else {
      line.dec(metric);
    }
    if (body.u32(at + 4) != 0) {
      line.put(", forward ");
      put_ipv4(line, body, at + 4);
    }
    if (body.u32(at + 8) != 0) {
      line.put(", tag ");
      put_ipv4(line, body, at + 8);
    }
  }
}

bool right_size(Line& line, std::uint32_t size, std::uint32_t wanted) {
  if (size == wanted) return true;
  line.print("\n\t    Bogus length {} != {}", size, wanted);
  return false;
}

// A graceful restart (RFC 3623 B). False where the advertisement is not read on.
bool put_grace_value(Line& line, Bytes value, std::uint16_t type) {
  const std::uint32_t size = value.length();
  switch (type) {
    case kGracePeriod:
      if (!right_size(line, size, 4)) return false;
      line.print("{}s", value.u32(0));
      return true;
    case kGraceReason:
      if (!right_size(line, size, 1)) return false;
      line.print("{} ({})", known(kGraceReasons, value.u8(0), "Unknown"), value.u8(0));
      return true;
    case kGraceAddress:
      if (!right_size(line, size, 4)) return false;
      put_ipv4(line, value, 0);
      return true;
    default:
      if (line.verbosity() <= 1) put_unknown_field(line, value, 0, size, "\n\t      ");
      return true;
  }
}

// What a router can do (RFC 7770). False where the advertisement is not read on.
bool put_information_value(Line& line, Bytes value, std::uint16_t type) {
  if (type == kCapabilities) {
    if (!right_size(line, value.length(), 4)) return false;
    const std::uint32_t capabilities = value.u32(0);
    line.put("Capabilities: ");
    put_bits(line, kCapabilityBits, capabilities, "Unknown");
  } else if (line.verbosity() <= 1) {
    put_unknown_field(line, value, 0, value.length(), "\n\t      ");
  }
  return true;
}

// Values of a restart are filled up to four bytes; those of a router's information are read as if
// they were not.
bool put_opaque(Line& line, Bytes rest, std::uint8_t opaque) {
  const bool grace = opaque == kGrace;
  while (rest.length() > 0 && !line.cut()) {
    if (rest.raw(0, 4) == nullptr) return false;
    if (rest.length() < 4) {
      line.print("\n\t    Remaining LS length {} < 4", rest.length());
      return false;
    }
    const std::uint16_t type = rest.u16(0);
    const std::uint32_t size = rest.u16(2);
    line.print("\n\t    {} TLV ({}), length{} {}, value: ",
               known(grace ? Names(kGraceValues) : Names(kInformationValues), type, "unknown"),
               type, grace ? "" : ":", size);
    rest = rest.from(4);
    if (size > rest.length()) {
      line.print("\n\t    Bogus length {} > {}{}", size, grace ? "" : "remaining LS length ",
                 rest.length());
      return false;
    }
    // An advertisement about a restart ends with a value of no type or no size.
    if (grace && (type == 0 || size == 0)) return false;
    if (rest.raw(0, size) == nullptr && size > 0) return false;
    const Bytes value = rest.claiming(size);
    if (!(grace ? put_grace_value(line, value, type) : put_information_value(line, value, type))) {
      return false;
    }
    const std::uint32_t step = grace ? (size + 3) / 4 * 4 : size;
    if (step > rest.length()) return false;
    rest = rest.from(step);
  }
  return true;
}

// False where the advertisement is not read on.
bool put_opaque_body(Line& line, Bytes body, std::uint8_t opaque) {
  if (opaque == kGrace || opaque == kInformation) {
    const bool whole = put_opaque(line, body, opaque);
    // One about a restart that was cut is left where it was, and not marked.
    if (opaque == kGrace && line.cut()) {
      line.forget_cut();
      return false;
    }
    return whole;
  }
  if (line.verbosity() <= 1) put_unknown_field(line, body, 0, body.length(), "\n\t    ");
  return true;
}

// The rest after the advertisement.
Bytes put_advertisement(Line& line, Bytes data) {
  const std::uint8_t type = data.u8(3);
  const std::uint32_t size = put_advertisement_header(line, data);
  if (size == 0) return {};
  const Bytes body = data.from(kAdvertisement).claiming(size - kAdvertisement);
  switch (type) {
    case kRouter:
      if (!put_router(line, body)) return data.from(size);
      break;
    case kNetwork:
      put_network(line, body);
      break;
    case kSummary:
    case kBorderSummary:
      put_summary(line, body, type == kSummary);
      break;
    case kExternal:
    case kNotSoStubby:
      put_external(line, body);
      break;
    case kFirstOpaque:
    case kAreaOpaque:
    case kLastOpaque:
      if (!put_opaque_body(line, body, data.u8(4))) return data.from(size);
      break;
    default:
      break;
  }
  if (line.verbosity() > 1) put_unknown_field(line, body, 0, body.length(), "\n\t    ");
  return data.from(size);
}

void put_options(Line& line, std::uint8_t options) {
  line.put("\n\tOptions [");
  put_bits(line, kOptions, options, "none");
  line.put(']');
}

void put_hello(Line& line, Bytes body) {
  put_options(line, body.u8(6));
  line.print("\n\t  Hello Timer {}s, Dead Timer {}s, Mask ", body.u16(4), body.u32(8));
  put_ipv4(line, body, 0);
  line.print(", Priority {}", body.u8(7));
  if (body.u32(12) != 0) {
    line.put("\n\t  Designated Router ");
    put_ipv4(line, body, 12);
  }
  if (body.u32(16) != 0) {
    line.put(", Backup Designated Router ");
    put_ipv4(line, body, 16);
  }
  if (body.length() <= 20) return;
  line.put("\n\t  Neighbor List:");
  for (std::uint32_t at = 20; at < body.length() && !line.cut(); at += 4) {
    if (body.raw(at, 4) == nullptr) return;
    line.put("\n\t    ");
    put_ipv4(line, body, at);
  }
}

void put_description(Line& line, Bytes body) {
  put_options(line, body.u8(2));
  line.put(", DD Flags [");
  put_bits(line, kDescriptionFlags, body.u8(3), "none");
  line.print("], MTU: {}, Sequence: 0x{:08x}", body.u16(0), body.u32(4));
  for (Bytes rest = body.from(8); rest.length() > 0 && !line.cut();) {
    put_advertisement_header(line, rest);
    rest = rest.from(kAdvertisement);
  }
}

void put_request(Line& line, Bytes body) {
  for (std::uint32_t at = 0; at < body.length() && !line.cut(); at += 12) {
    if (body.raw(at, 12) == nullptr) return;
    line.put("\n\t  Advertising Router: ");
    put_ipv4(line, body, at + 8);
    line.put(", ");
    const std::uint32_t type = body.u32(at);
    put_identity(line, body, at + 4, static_cast<std::uint8_t>(type), ":");
  }
}

void put_update(Line& line, Bytes body) {
  const std::uint32_t count = body.u32(0);
  line.print(", {} LSA{}", count, count == 1 ? "" : "s");
  Bytes rest = body.from(4);
  for (std::uint32_t i = 1; i <= count && !line.cut(); ++i) {
    line.print("\n\t  LSA #{}", i);
    rest = put_advertisement(line, rest);
  }
}

}  // namespace

void ospf_v2(Line& line, Bytes data) {
  line.protocol = "ospf2";
  const std::uint32_t claimed = data.u16(2);
  if (claimed != data.length() && !line.cut()) line.print(" [len {}]", claimed);
  line.put("\n\tRouter-ID ");
  put_ipv4(line, data, 4);
  if (data.u32(8) == 0) {
    line.put(", Backbone Area");
  } else {
    line.put(", Area ");
    put_ipv4(line, data, 8);
  }
  const unsigned authentication = data.u16(14);
  line.print(", Authentication Type: {} ({})", known(kAuthentications, authentication, "unknown"),
             authentication);
  if (authentication == 1) {
    line.put("\n\tSimple text password: ");
    put_string(line, data, 16, 8);
  } else if (authentication == 2) {
    line.print("\n\tKey-ID: {}, Auth-Length: {}, Crypto Sequence Number: 0x{:08x}", data.u8(18),
               data.u8(19), data.u32(20));
  } else if (authentication != 0) {
    return;
  }
  // What a digest or link-local signalling adds comes after the length that the header claims.
  const Bytes whole = claimed >= kHeader && claimed < data.length() ? data.first(claimed) : data;
  const Bytes body = whole.from(kHeader);
  switch (data.u8(1)) {
    case kOspfHello:
      put_hello(line, body);
      break;
    case kOspfDescription:
      put_description(line, body);
      break;
    case kOspfRequest:
      put_request(line, body);
      break;
    case kOspfUpdate:
      put_update(line, body);
      break;
    case kOspfAcknowledgment:
      for (Bytes rest = body; !line.cut(); rest = rest.from(kAdvertisement)) {
        put_advertisement_header(line, rest);
      }
      break;
    default:
      break;
  }
  line.settle_cut();
}

}  // namespace tapbond::text
