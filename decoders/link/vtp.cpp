// Cisco's VLAN Trunking Protocol.
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 36;
constexpr std::uint32_t kMostDomain = 32;
constexpr std::uint32_t kVlanHeader = 12;
constexpr std::uint32_t kField = 4;  // type, length in words of 16 bits, value

enum Message : std::uint8_t { kSummary = 1, kSubset, kRequest, kJoin };
constexpr Name kMessages[] = {
    {kSummary, "Summary advertisement"},
    {kSubset, "Subset advertisement"},
    {kRequest, "Advertisement request"},
    {kJoin, "Join message"},
};
constexpr Name kFourthBytes[] = {
    {kSummary, "Followers"}, {kSubset, "Seq number"}, {kRequest, "Rsvd"}, {kJoin, "Rsvd"}};
constexpr Name kStatuses[] = {{0, "Operational"}, {1, "Suspended"}};
constexpr Name kVlanTypes[] = {
    {1, "Ethernet"}, {2, "FDDI"}, {3, "TrCRF"}, {4, "FDDI-net"}, {5, "TrBRF"}};

enum Field : std::uint8_t {
  kRing = 1,
  kBridge,
  kSpanningTree,
  kParent,
  kTranslated,
  kPruning,
  kBridgeType,
  kMostArpHops,
  kMostExplorerHops,
  kBackup,
};
constexpr Name kFields[] = {
    {kRing, "Source-Routing Ring Number TLV"},
    {kBridge, "Source-Routing Bridge Number TLV"},
    {kSpanningTree, "STP type TLV"},
    {kParent, "Parent VLAN TLV"},
    {kTranslated, "Translationally bridged VLANs TLV"},
    {kPruning, "Pruning TLV"},
    {kBridgeType, "Bridge Type TLV"},
    {kMostArpHops, "Max ARP Hop Count TLV"},
    {kMostExplorerHops, "Max STE Hop Count TLV"},
    {kBackup, "Backup CRF Mode TLV"},
};
constexpr Name kSpanningTrees[] = {{1, "SRT"}, {2, "SRB"}, {3, "Auto"}};

void put_field_value(Line& line, std::uint8_t type, Bytes data) {
  const std::uint16_t value = data.u16(2);
  switch (type) {
    case kSpanningTree:
      line.put(", ");
      put_name(line, kSpanningTrees, value, "Unknown");
      line.print(" ({})", value);
      break;
    case kPruning:
      line.print(", {} ({})", value == 1 ? "Enabled" : "Disabled", value);
      break;
    case kBridgeType:
      line.print(", {} ({})", value == 1 ? "SRB" : "SRT", value);
      break;
    case kMostExplorerHops:
      line.print(", {}", value);
      break;
    case kBackup:
      line.print(", {} ({})", value == 1 ? "Backup" : "Not backup", value);
      break;
    default:
      put_unknown_field(line, data, 0, kField, "\n\t\t  ");
      break;
  }
}

// False where a field lies.
bool put_vlan_fields(Line& line, Bytes data) {
  while (data.length() > 0 && !line.cut()) {
    if (data.length() < 2) return false;
    const std::uint8_t type = data.u8(0);
    const std::uint32_t words = data.u8(1);
    line.put("\n\t\t");
    put_name(line, kFields, type, "Unknown");
    line.print(" (0x{:04x}) TLV", type);
    if (data.length() < 2 + words * 2) {
      line.put(" (TLV goes past the end of the packet)");
      return false;
    }
    if (words != 1) {
      line.print(" (invalid TLV length {} != 1)", words);
      return false;
    }
    if (data.raw(0, kField) == nullptr) return true;
    put_field_value(line, type, data);
    data = data.from(kField);
  }
  return true;
}

// One VLAN, all of whose bytes are there; false where its fields lie.
bool put_vlan(Line& line, Bytes data) {
  const std::uint8_t status = data.u8(1);
  const std::uint8_t type = data.u8(2);
  const std::uint32_t name_size = data.u8(3);
  line.put("\n\tVLAN info status ");
  put_name(line, kStatuses, status, "Unknown");
  line.put(", type ");
  put_name(line, kVlanTypes, type, "Unknown");
  line.print(", VLAN-id {}, MTU {}, SAID 0x{:08x}, Name ", data.u16(4), data.u16(6), data.u32(8));
  const Bytes rest = data.from(kVlanHeader);
  const std::uint32_t padded = (name_size + 3) / 4 * 4;
  if (rest.length() < padded) return false;
  put_string(line, rest, 0, name_size);
  return put_vlan_fields(line, rest.from(padded));
}

bool put_subset(Line& line, Bytes data) {
  line.print(", Config Rev {}", data.u32(0));
  data = data.from(4);
  while (data.length() > 0 && !line.cut()) {
    const std::uint32_t size = data.u8(0);
    if (size == 0) return true;
    if (data.raw(0, size) == nullptr) return true;
    if (size < kVlanHeader) return false;
    if (!put_vlan(line, data.first(size))) return false;
    data = data.from(size);
  }
  return true;
}

void put_summary(Line& line, Bytes data) {
  if (data.raw(0, 8) == nullptr) return;
  line.print("\n\t  Config Rev {}, Updater ", data.u32(0));
  put_ipv4(line, data, 4);
  if (data.raw(8, 12) == nullptr) return;
  line.print(", Timestamp 0x{:08x} 0x{:08x} 0x{:08x}", data.u32(8), data.u32(12), data.u32(16));
  if (data.raw(20, 16) == nullptr) return;
  line.put(", MD5 digest: ");
  for (unsigned i = 0; i < 4; ++i) line.print("{:08x}", data.u32(20 + 4 * i));
}

}  // namespace

void vtp(Line& line, Bytes data) {
  line.protocol = "vtp";
  if (data.length() < kHeader) {
    line.invalid(data);
    return;
  }
  if (data.raw(0, kHeader) == nullptr) return;
  const std::uint8_t message = data.u8(1);
  line.print("VTPv{}, Message ", data.u8(0));
  put_name(line, kMessages, message, "Unknown message type");
  line.print(" (0x{:02x}), length {}", message, data.length());
  if (line.verbosity() == 0) {
    data.must_be_whole();
    return;
  }
  const std::uint32_t domain = data.u8(3);
  line.put("\n\tDomain name: ");
  if (domain < 1 || domain > kMostDomain) {
    line.print(" [invalid MgmtD Len {}]", domain);
    line.invalid(data);
    return;
  }
  put_string(line, data, 4, domain);
  line.put(", ");
  put_name(line, kFourthBytes, message, "Unknown");
  line.print(": {}", data.u8(2));
  const Bytes body = data.from(kHeader);
  switch (message) {
    case kSummary:
      put_summary(line, body);
      break;
    case kSubset:
      if (!put_subset(line, body)) line.invalid(data);
      break;
    case kRequest:
      line.print("\n\tStart value: {}", body.u32(0));
      break;
    default:
      break;
  }
}

}  // namespace tapbond::text
