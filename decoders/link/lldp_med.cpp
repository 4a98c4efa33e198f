// LLDP for media endpoints (ANSI/TIA-1057): policy, place, power and inventory of a telephone.
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/lldp_organisations.h"

namespace tapbond::text {
namespace {

constexpr Name kCapabilities[] = {
    {0x01, "LLDP-MED capabilities"},     {0x02, "network policy"},
    {0x04, "location identification"},   {0x08, "extended power via MDI-PSE"},
    {0x10, "extended power via MDI-PD"}, {0x20, "Inventory"},
};
constexpr Name kDevices[] = {
    {1, "endpoint class 1"},
    {2, "endpoint class 2"},
    {3, "endpoint class 3"},
    {4, "network connectivity"},
};
constexpr Name kApplications[] = {
    {1, "voice"},           {2, "voice signaling"},
    {3, "guest voice"},     {4, "guest voice signaling"},
    {5, "softphone voice"}, {6, "video conferencing"},
    {7, "streaming video"}, {8, "video signaling"},
};
constexpr Name kPolicyFlags[] = {
    {0x800000, "Unknown"}, {0x400000, "Tagged"}, {0x200000, "reserved"}};

enum Location : std::uint8_t { kCoordinates = 1, kCivic = 2, kEmergencyNumber = 3 };
constexpr Name kLocations[] = {
    {kCoordinates, "coordinate-based LCI"},
    {kCivic, "civic address LCI"},
    {kEmergencyNumber, "ECS ELIN"},
};
constexpr Name kAltitudes[] = {{1, "meters"}, {2, "floors"}};
constexpr Name kDatums[] = {
    {1, "World Geodesic System 1984"},
    {2, "North American Datum 1983 (NAVD88)"},
    {3, "North American Datum 1983 (MLLW)"},
};
// RFC 4776 section 3.1.
constexpr Name kCivicWhat[] = {
    {0, "location of DHCP server"},
    {1, "location of the network element believed to be closest to the client"},
    {2, "location of the client"},
};
constexpr Name kCivicTypes[] = {
    {1, "national subdivisions (state,canton,region,province,prefecture)"},
    {2, "county, parish, gun, district"},
    {3, "city, township, shi"},
    {4, "city division, borough, city district, ward chou"},
    {5, "neighborhood, block"},
    {6, "street"},
};
constexpr Name kPowerSources[] = {
    {0, "none"},
    {1, "PSE - primary power source"},
    {2, "local - backup power source"},
    {3, "PSE+local - reserved"},
};
constexpr Name kPowerPriorities[] = {{1, "critical"}, {2, "high"}, {3, "low"}};

void capabilities(Line& line, Bytes value) {
  const std::uint16_t bits = value.u16(0);
  line.put("\n\t    Media capabilities [");
  put_bits(line, kCapabilities, bits, "none");
  const std::uint8_t device = value.u8(2);
  line.print("] (0x{:04x})\n\t    Device type [", bits);
  put_name(line, kDevices, device, "unknown");
  line.print("] (0x{:02x})", device);
}

void policy(Line& line, Bytes value) {
  const std::uint8_t application = value.u8(0);
  const std::uint32_t bits = value.u24(1);
  line.put("\n\t    Application type [");
  put_name(line, kApplications, application, "none");
  line.print("] (0x{:02x}), Flags [", application);
  put_bits(line, kPolicyFlags, bits, "none");
  line.print("]\n\t    Vlan id {}, L2 priority {}, DSCP value {}", bits >> 9 & 0xfff, bits >> 6 & 7,
             bits & 63);
}

void put_angle(Line& line, std::string_view name, Bytes data, std::uint32_t at) {
  const std::uint64_t bits = data.u8(at);
  line.print("\n\t    {} resolution {}, {} value {}", name, bits >> 2,
             name == "Latitude" ? "latitude" : "longitude", (bits & 3) << 32 | data.u32(at + 1));
}

// RFC 3825 section 2.
void put_coordinates(Line& line, Bytes data) {
  if (data.length() < 16) return;
  put_angle(line, "Latitude", data, 0);
  put_angle(line, "Longitude", data, 5);
  const unsigned bits = data.u16(10);
  line.put("\n\t    Altitude type ");
  put_name(line, kAltitudes, bits >> 12, "unknown");
  line.print(" ({})\n\t    Altitude resolution {}, altitude value 0x{:x}", bits >> 12,
             bits >> 6 & 63, data.u32(11) & 0x3fffffff);
  const std::uint8_t datum = data.u8(15);
  line.put("\n\t    Datum ");
  put_name(line, kDatums, datum, "unknown");
  line.print(" (0x{:02x})", datum);
}

// The length counts what, country code and elements. Two bytes more than it claims have to be
// there; phones pad so.
void put_civic_address(Line& line, Bytes data) {
  static constexpr std::uint32_t kHeader = 3;
  static constexpr std::uint32_t kElementHeader = 2;
  if (data.length() < 1) return;
  const std::uint32_t size = data.u8(0);
  if (size < kHeader || data.length() < size + 2) return;
  const std::uint8_t what = data.u8(1);
  line.print("\n\t    LCI length {}, LCI what ", size);
  put_name(line, kCivicWhat, what, "unknown");
  line.print(" (0x{:02x}), Country-code ", what);
  put_string(line, data, 2, 2);
  Bytes elements = data.from(1 + kHeader).first(size - kHeader);
  while (elements.length() >= kElementHeader) {
    const std::uint8_t type = elements.u8(0);
    const std::uint32_t element = elements.u8(1);
    line.put("\n\t      CA type '");
    put_name(line, kCivicTypes, type, "unknown");
    line.print("' ({}), length {}: ", type, element);
    elements = elements.from(kElementHeader);
    if (type == 0 || element == 0 || element > elements.length()) return;
    put_string(line, elements, 0, element);
    elements = elements.from(element);
  }
}

void location(Line& line, Bytes value) {
  const std::uint8_t format = value.u8(0);
  line.put("\n\t    Location data format ");
  put_name(line, kLocations, format, "unknown");
  line.print(" (0x{:02x})", format);
  const Bytes data = value.from(1);
  switch (format) {
    case kCoordinates:
      put_coordinates(line, data);
      break;
    case kCivic:
      put_civic_address(line, data);
      break;
    case kEmergencyNumber:
      line.put("\n\t    ECS ELIN id ");
      put_string(line, data, 0, data.length());
      break;
    default:
      line.put("\n\t    Location ID ");
      put_unknown_field(line, data, 0, data.length(), "\n\t      ");
  }
}

void power(Line& line, Bytes value) {
  const std::uint8_t bits = value.u8(0);
  const std::uint32_t tenths = value.u16(1);  // of a watt
  // The device is told by the low bits, which belong to the priority: this is how it is printed.
  line.print("\n\t    Power type [{} device], Power source [", (bits & 3) != 0 ? "PD" : "PSE");
  line.put(name_of(kPowerSources, bits >> 4 & 3));
  line.put("]\n\t    Power priority [");
  put_name(line, kPowerPriorities, bits & 15u, "none");
  line.print("] (0x{:02x}), Power ", bits & 15);
  if (tenths < 1024) {
    line.print("{}.{} Watts", tenths / 10, tenths % 10);
  } else {
    line.print("{} (Reserved)", tenths);
  }
}

void put_inventory(Line& line, std::string_view name, Bytes value) {
  line.print("\n\t  {} ", name);
  put_string(line, value, 0, value.length());
}

void hardware(Line& line, Bytes value) { put_inventory(line, "Hardware revision", value); }
void firmware(Line& line, Bytes value) { put_inventory(line, "Firmware revision", value); }
void software(Line& line, Bytes value) { put_inventory(line, "Software revision", value); }
void serial(Line& line, Bytes value) { put_inventory(line, "Serial number", value); }
void manufacturer(Line& line, Bytes value) { put_inventory(line, "Manufacturer name", value); }
void model(Line& line, Bytes value) { put_inventory(line, "Model name", value); }
void asset(Line& line, Bytes value) { put_inventory(line, "Asset ID", value); }

constexpr LldpSubtype kSubtypes[] = {
    {1, "LLDP-MED Capabilities", 3, capabilities},
    {2, "Network policy", 4, policy},
    {3, "Location identification", 1, location},
    {4, "Extended power-via-MDI", 3, power},
    {5, "Inventory - hardware revision", 0, hardware},
    {6, "Inventory - firmware revision", 0, firmware},
    {7, "Inventory - software revision", 0, software},
    {8, "Inventory - serial number", 0, serial},
    {9, "Inventory - manufacturer name", 0, manufacturer},
    {10, "Inventory - model name", 0, model},
    {11, "Inventory - asset ID", 0, asset},
};

}  // namespace

constinit const std::span<const LldpSubtype> kLldpMed = kSubtypes;

}  // namespace tapbond::text
