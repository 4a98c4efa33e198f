// The TLVs of connectivity fault management (IEEE 802.1ag 21.5).
#include <optional>

#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/cfm.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHead = 3;

enum Type : std::uint8_t {
  kEnd = 0,
  kSender = 1,
  kPort = 2,
  kInterface = 3,
  kData = 4,
  kIngress = 5,
  kEgress = 6,
  kOrganisation = 31,
};
constexpr Name kTypes[] = {
    {kEnd, "End"},
    {kSender, "Sender ID"},
    {kPort, "Port status"},
    {kInterface, "Interface status"},
    {kData, "Data"},
    {kIngress, "Reply Ingress"},
    {kEgress, "Reply Egress"},
    {kOrganisation, "Organization Specific"},
};
constexpr Name kPortStates[] = {{1, "Blocked"}, {2, "Up"}};
constexpr Name kInterfaceStates[] = {
    {1, "Up"},      {2, "Down"},        {3, "Testing"},
    {5, "Dormant"}, {6, "not present"}, {7, "lower Layer down"},
};

enum Chassis : std::uint8_t {
  kComponent = 1,
  kAlias = 2,
  kPortComponent = 3,
  kMac = 4,
  kNetwork = 5,
  kName = 6,
  kLocal = 7,
};
constexpr Name kChassis[] = {
    {0, "Reserved"},
    {kComponent, "Chassis component"},
    {kAlias, "Interface alias"},
    {kPortComponent, "Port component"},
    {kMac, "MAC address"},
    {kNetwork, "Network address"},
    {kName, "Interface name"},
    {kLocal, "Locally assigned"},
};

bool at_least(Line& line, Bytes value, std::uint32_t bytes) {
  if (value.length() >= bytes) return true;
  line.print(" (too short, must be >= {})", bytes);
  return false;
}

// IANA's address family before an address.
void put_network_address(Line& line, Bytes value) {
  enum : std::uint8_t { kIpv4 = 1, kIpv6 = 2 };
  if (value.length() == 0) return;
  const std::uint8_t family = value.u8(0);
  line.put("\n\t  Network Address Type ");
  put_name(line, kAddressFamilies, family, "Unknown");
  line.print(" ({})", family);
  const Bytes address = value.from(1);
  if (family != kIpv4 && family != kIpv6) return;
  if (address.length() != (family == kIpv4 ? 4u : 16u)) {
    line.print("(invalid IPv{} address length {})", family == kIpv4 ? 4 : 6, address.length());
    return;
  }
  line.put(", ");
  family == kIpv4 ? put_ipv4(line, address, 0) : put_ipv6(line, address, 0);
}

void put_chassis(Line& line, Bytes value, std::uint8_t type) {
  switch (type) {
    case kMac:
      if (value.length() != 6) return line.put(" (invalid MAC address length)");
      line.put("\n\t  MAC ");
      return put_mac(line, value, 0);
    case kNetwork:
      return put_network_address(line, value);
    case kComponent:
    case kAlias:
    case kPortComponent:
    case kName:
    case kLocal:
      put_text(line, value, 0, value.length());
      return;
    default:
      return;
  }
}

// A length and so many bytes, taken off `value`. Nothing, which is said, where it does not hold
// them.
std::optional<Bytes> take_counted(Line& line, Bytes& value, std::string_view title) {
  const std::uint32_t size = value.u8(0);
  line.print("\n\t  {} Length {}", title, size);
  if (size > value.length() - 1) {
    line.put("\n\t  (TLV too short)");
    return std::nullopt;
  }
  const Bytes content = value.from(1).first(size);
  value = value.from(1 + size);
  return content;
}

// False where it does not hold together.
bool put_sender(Line& line, Bytes value) {
  const std::uint32_t chassis = value.u8(0);
  value = value.from(1);
  if (chassis > 0) {
    if (value.length() == 0) {
      line.put("\n\t  (TLV too short)");
      return false;
    }
    const std::uint8_t type = value.u8(0);
    line.put("\n\t  Chassis-ID Type ");
    put_name(line, kChassis, type, "Unknown");
    line.print(" ({}), Chassis-ID length {}", type, chassis);
    value = value.from(1);
    if (chassis > value.length()) {
      line.put("\n\t  (TLV too short)");
      return false;
    }
    put_chassis(line, value.first(chassis), type);
    value = value.from(chassis);
  }
  for (const std::string_view title : {"Management Address Domain", "Management Address"}) {
    if (value.length() == 0) return true;
    const auto content = take_counted(line, value, title);
    if (!content || content->length() == 0) return true;
    line.print("\n\t  {}: ", title);
    put_unknown_field(line, *content, 0, content->length(), "");
  }
  return true;
}

// False where nothing more can be read.
bool put_value(Line& line, Bytes value, std::uint8_t type) {
  switch (type) {
    case kPort:
    case kInterface: {
      if (!at_least(line, value, 1)) return false;
      const std::uint8_t state = value.u8(0);
      line.put(", Status: ");
      put_name(line, type == kPort ? Names(kPortStates) : Names(kInterfaceStates), state,
               "Unknown");
      line.print(" ({})", state);
      break;
    }
    case kSender:
      return !at_least(line, value, 1) || put_sender(line, value);
    case kOrganisation: {
      if (!at_least(line, value, 4)) return false;
      const std::uint32_t organisation = value.u24(0);
      line.put(", Vendor: ");
      put_name(line, kOrganisations, organisation, "Unknown");
      line.print(" ({}), Sub-Type {}", organisation, value.u8(3));
      put_unknown_field(line, value, 0, value.length(), "\n\t  ");
      return true;
    }
    default:
      put_unknown_field(line, value, 0, value.length(), "\n\t  ");
      return true;
  }
  if (line.verbosity() > 1) put_unknown_field(line, value, 0, value.length(), "\n\t  ");
  return true;
}

}  // namespace

void cfm_tlvs(Line& line, Bytes data) {
  while (data.length() > 0 && !line.cut()) {
    const std::uint8_t type = data.u8(0);
    line.put("\n\t");
    put_name(line, kTypes, type, "Unknown");
    line.print(" TLV (0x{:02x})", type);
    if (type == kEnd) return;
    if (data.length() < kHead) return line.put("\n\t\t packet is too short");
    const std::uint32_t size = data.u16(1);
    line.print(", length {}", size);
    if (size > data.length() - kHead) return line.put("\n\t\t packet is too short");
    if (data.raw(kHead, size) == nullptr) return;
    if (!put_value(line, data.from(kHead).first(size), type)) return;
    data = data.from(kHead + size);
  }
}

}  // namespace tapbond::text
