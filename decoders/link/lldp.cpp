// The Link Layer Discovery Protocol (IEEE 802.1AB).
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_payloads.h"
#include "decoders/link/lldp_organisations.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kTlvHeader = 2;
constexpr std::string_view kIndent = "\n\t  ";

enum Type : unsigned {
  kEnd = 0,
  kChassis = 1,
  kPort = 2,
  kTimeToLive = 3,
  kPortDescription = 4,
  kSystemName = 5,
  kSystemDescription = 6,
  kCapabilities = 7,
  kManagementAddress = 8,
  kOrganisation = 127,
};
constexpr Name kTypes[] = {
    {kEnd, "End"},
    {kChassis, "Chassis ID"},
    {kPort, "Port ID"},
    {kTimeToLive, "Time to Live"},
    {kPortDescription, "Port Description"},
    {kSystemName, "System Name"},
    {kSystemDescription, "System Description"},
    {kCapabilities, "System Capabilities"},
    {kManagementAddress, "Management Address"},
    {kOrganisation, "Organization specific"},
};

// Chassis and port number the kinds of their IDs differently.
struct IdKinds {
  Names names;
  std::uint8_t mac;
  std::uint8_t network;
};
constexpr Name kChassisKinds[] = {
    {1, "Chassis component"}, {2, "Interface alias"}, {3, "Port component"}, {4, "MAC address"},
    {5, "Network address"},   {6, "Interface name"},  {7, "Local"},
};
constexpr Name kPortKinds[] = {
    {1, "Interface alias"}, {2, "Port component"},   {3, "MAC address"}, {4, "Network Address"},
    {5, "Interface Name"},  {6, "Agent circuit ID"}, {7, "Local"},
};
constexpr IdKinds kChassisId{kChassisKinds, 4, 5};
constexpr IdKinds kPortId{kPortKinds, 3, 4};

constexpr Name kCapabilityNames[] = {
    {0x01, "Other"},  {0x02, "Repeater"},  {0x04, "Bridge"}, {0x08, "WLAN AP"},
    {0x10, "Router"}, {0x20, "Telephone"}, {0x40, "Docsis"}, {0x80, "Station Only"},
};
constexpr Name kNumberings[] = {{2, "Interface Index"}, {3, "System Port Number"}};

enum Family : std::uint8_t { kIpv4 = 1, kIpv6 = 2, k802 = 6 };

// Whether the value could be told, and whether a dump of its bytes has to follow.
enum class Told { kTold, kUnknown, kMalformed };

void put_string_of(Line& line, Bytes data) { put_string(line, data, 0, data.length()); }

bool is_network_address(Bytes data) {
  if (data.length() < 1) return false;
  const std::uint8_t family = data.u8(0);
  const std::uint32_t size = family == kIpv4 ? 4 : family == kIpv6 ? 16 : family == k802 ? 6 : 0;
  return data.length() >= 1 + size;
}

void put_network_address(Line& line, Bytes data) {
  const std::uint8_t family = data.u8(0);
  line.put("AFI ");
  put_name(line, kAddressFamilies, family, "Unknown");
  line.print(" ({})", family);
  if (family == kIpv4) {
    line.put(": ");
    put_ipv4(line, data, 1);
  } else if (family == kIpv6) {
    line.put(": ");
    put_ipv6(line, data, 1);
  } else if (family == k802) {
    line.put(": ");
    put_mac(line, data, 1);
  } else {
    line.put(", no AF printer !");
  }
}

Told put_id(Line& line, Bytes value, const IdKinds& kinds) {
  if (value.length() < 2) return Told::kMalformed;
  const std::uint8_t kind = value.u8(0);
  line.print("{}Subtype ", kIndent);
  put_name(line, kinds.names, kind, "Unknown");
  line.print(" ({}): ", kind);
  const Bytes id = value.from(1);
  if (kind == kinds.mac) {
    if (id.length() < 6) return Told::kMalformed;
    put_mac(line, id, 0);
  } else if (kind == kinds.network) {
    if (!is_network_address(id)) return Told::kMalformed;
    put_network_address(line, id);
  } else if (find_name(kinds.names, kind) != nullptr) {
    put_string_of(line, id);
  } else {
    return Told::kUnknown;
  }
  return Told::kTold;
}

void put_capabilities(Line& line, std::string_view which, std::uint16_t bits) {
  line.print("{}{} Capabilities [", kIndent, which);
  put_bits(line, kCapabilityNames, bits, "none");
  line.print("] (0x{:04x})", bits);
}

Told put_management_address(Line& line, Bytes value) {
  static constexpr std::uint32_t kNumbering = 5;
  const std::uint32_t size = value.u8(0);
  if (size == 0 || value.length() < 1 + size) return Told::kMalformed;
  const Bytes address = value.from(1).first(size);
  if (!is_network_address(address)) return Told::kMalformed;
  line.print("{}Management Address length {}, ", kIndent, size);
  put_network_address(line, address);
  const Bytes rest = value.from(1 + size);
  if (rest.length() < kNumbering) return Told::kMalformed;
  const std::uint8_t numbering = rest.u8(0);
  line.put(kIndent);
  put_name(line, kNumberings, numbering, "Unknown");
  line.print(" Interface Numbering ({}): {}", numbering, rest.u32(1));
  const Bytes object = rest.from(kNumbering);
  if (object.length() == 0) return Told::kTold;
  const std::uint32_t object_size = object.u8(0);
  if (object.length() < 1 + object_size) return Told::kMalformed;
  if (object_size > 0) {
    line.print("{}OID length {}", kIndent, object_size);
    put_string_of(line, object.from(1).first(object_size));
  }
  return Told::kTold;
}

// Manufacturer Usage Descriptions (RFC 8520 section 11).
void put_mud_url(Line& line, Bytes value) {
  line.print("{}MUD-URL=", kIndent);
  put_text(line, value, 0, value.length());
}

constexpr LldpSubtype kIana[] = {{1, "MUD-URL", 4, put_mud_url}};
enum Dcbx : std::uint8_t { kDcbx1 = 1, kDcbx101 = 2 };
constexpr Name kDcbxVersions[] = {{kDcbx1, "DCB Capability Exchange Protocol Rev 1"},
                                  {kDcbx101, "DCB Capability Exchange Protocol Rev 1.01"}};

// `tlv` starts with the organisation, and the subtype follows.
Told put_subtype(Line& line, Bytes tlv, std::span<const LldpSubtype> subtypes) {
  const std::uint8_t number = tlv.u8(3);
  const Bytes value = tlv.from(4);
  for (const LldpSubtype& subtype : subtypes) {
    if (subtype.number != number) continue;
    line.print("{}{} Subtype ({})", kIndent, subtype.name, number);
    if (value.length() >= subtype.least) subtype.decode(line, value);
    return Told::kTold;
  }
  line.print("{}unknown Subtype ({})", kIndent, number);
  return Told::kUnknown;
}

Told put_dcbx(Line& line, Bytes tlv) {
  const std::uint8_t version = tlv.u8(3);
  line.put(kIndent);
  put_name(line, kDcbxVersions, version, "unknown");
  line.print(" Subtype ({})", version);
  if (version == kDcbx1) return Told::kUnknown;
  return lldp_dcbx(line, tlv.from(4)) ? Told::kUnknown : Told::kTold;
}

Told put_organisation(Line& line, Bytes tlv) {
  enum : std::uint32_t {
    kIanaCode = 0x00005e,
    k8021Code = 0x0080c2,
    k8023Code = 0x00120f,
    kTiaCode = 0x0012bb,
    kDcbxCode = 0x001b21,
  };
  static constexpr std::uint32_t kLeastIana = 8;
  if (tlv.length() < 3) return Told::kMalformed;
  const std::uint32_t code = tlv.u24(0);
  line.put(": OUI ");
  put_name(line, kOrganisations, code, "Unknown");
  line.print(" (0x{:06x})", code);
  const bool has_subtype = tlv.length() >= (code == kIanaCode ? kLeastIana : 4);
  switch (code) {
    case kIanaCode:
      return has_subtype ? put_subtype(line, tlv, kIana) : Told::kTold;
    case k8021Code:
      return has_subtype ? put_subtype(line, tlv, kLldp8021) : Told::kTold;
    case k8023Code:
      return has_subtype ? put_subtype(line, tlv, kLldp8023) : Told::kTold;
    case kTiaCode:
      return has_subtype ? put_subtype(line, tlv, kLldpMed) : Told::kTold;
    case kDcbxCode:
      return has_subtype ? put_dcbx(line, tlv) : Told::kTold;
    default:
      return Told::kUnknown;
  }
}

Told put_value(Line& line, unsigned type, Bytes value) {
  switch (type) {
    case kChassis:
      return put_id(line, value, kChassisId);
    case kPort:
      return put_id(line, value, kPortId);
    case kTimeToLive:
      if (value.length() < 2) return Told::kMalformed;
      line.print(": TTL {}s", value.u16(0));
      return Told::kTold;
    case kPortDescription:
    case kSystemName:
      line.put(": ");
      put_string_of(line, value);
      return Told::kTold;
    case kSystemDescription:
      line.put(kIndent);
      put_string_of(line, value);
      return Told::kTold;
    case kCapabilities:
      if (value.length() < 4) return Told::kMalformed;
      put_capabilities(line, "System ", value.u16(0));
      put_capabilities(line, "Enabled", value.u16(2));
      return Told::kTold;
    case kManagementAddress:
      return put_management_address(line, value);
    case kOrganisation:
      return put_organisation(line, value);
    default:
      return Told::kUnknown;
  }
}

Told put_tlv(Line& line, unsigned type, Bytes value) {
  if (line.verbosity() > 0) return put_value(line, type, value);
  if (type == kSystemName) {
    line.put(": ");
    put_string_of(line, value);
  }
  return Told::kTold;
}

// The TLV at the start of `data`; its size, 0 where the frame ends with it, as it does with an
// empty one of any type.
std::uint32_t put_next(Line& line, Bytes data) {
  const std::uint16_t header = data.u16(0);
  const unsigned type = header >> 9;
  const std::uint32_t size = header & 0x1ff;
  if (line.verbosity() > 0) {
    line.put("\n\t");
    put_name(line, kTypes, type, "Unknown");
    line.print(" TLV ({}), length {}", type, size);
  }
  if (type == kEnd || size == 0) return 0;
  data = data.from(kTlvHeader);
  if (size > data.length() || !data.has(0, size)) {
    line.truncated();
    return 0;
  }
  const Bytes value = data.first(size);
  const Told told = put_tlv(line, type, value);
  if (told == Told::kMalformed) {
    line.truncated();
    return 0;
  }
  if (line.verbosity() > 1 || told == Told::kUnknown) {
    put_unknown_field(line, value, 0, size, kIndent);
  }
  return kTlvHeader + size;
}

}  // namespace

void lldp(Line& line, Bytes data) {
  line.protocol = "lldp";
  line.print("LLDP, length {}", data.length());
  while (data.length() >= kTlvHeader) {
    const std::uint32_t size = put_next(line, data);
    if (size == 0) break;
    data = data.from(size);
  }
  line.settle_cut();
}

}  // namespace tapbond::text
