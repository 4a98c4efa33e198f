// Cisco's VLAN Query Protocol.
#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/reader.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;
constexpr std::uint32_t kObjectHeader = 6;

constexpr Name kTypes[] = {
    {1, "Request, Join Port"},
    {2, "Response, VLAN"},
    {3, "Request, Reconfirm"},
    {4, "Response, Reconfirm"},
};
constexpr Name kErrors[] = {
    {0, "No error"},
    {3, "Access denied"},
    {4, "Shutdown port"},
    {5, "Wrong VTP domain"},
};
enum Object : std::uint32_t {
  kAddress = 0x0c01,
  kPort = 0x0c02,
  kVlan = 0x0c03,
  kDomain = 0x0c04,
  kFrame = 0x0c05,
  kNoMac = 0x0c06,
  kMac = 0x0c08,
};
constexpr Name kObjects[] = {
    {kAddress, "Client IP Address"}, {kPort, "Port Name"},        {kVlan, "VLAN Name"},
    {kDomain, "VTP Domain"},         {kFrame, "Ethernet Packet"}, {kNoMac, "MAC Null"},
    {kMac, "MAC Address"},
};

void put_value(Line& line, Bytes value, std::uint32_t type) {
  switch (type) {
    case kAddress:
      put_ipv4(line, value, 0);
      return line.print(" (0x{:08x})", value.u32(0));
    case kPort:
    case kVlan:
    case kDomain:
    case kFrame:
      put_string(line, value, 0, value.length());
      return;
    case kNoMac:
    case kMac:
      return put_mac(line, value, 0);
    default:
      if (line.verbosity() <= 1) put_unknown_rest(line, value, "\n\t    ");
  }
}

bool size_fits(std::uint32_t type, std::uint32_t size) {
  if (type == kAddress) return size == 4;
  return (type != kMac && type != kNoMac) || size == 6;
}

void put_objects(Line& line, Bytes rest, unsigned count) {
  for (; count > 0 && rest.length() > 0 && !line.cut(); --count) {
    if (rest.length() < kObjectHeader) return line.invalid(rest);
    if (rest.raw(0, kObjectHeader) == nullptr) return;
    const std::uint32_t type = rest.u32(0);
    const std::uint32_t size = rest.u16(4);
    rest = rest.from(kObjectHeader);
    put_name(line, "\n\t  ", kObjects, type, "Unknown");
    line.print(" Object (0x{:08x}), length {}, value: ", type, size);
    if (type == 0 || size == 0) return;
    if (rest.raw(0, size) == nullptr) return;
    if (size > rest.length()) return line.invalid(rest);
    if (!size_fits(type, size)) return line.invalid(rest);
    put_value(line, rest.claiming(size), type);
    rest = rest.from(size);
  }
}

}  // namespace

void vqp(Line& line, Bytes data) {
  line.protocol = "vqp";
  if (!data.has(0, kHeader) || data.length() < kHeader) return line.truncated();
  const unsigned version = data.u8(0);
  if (version != 1) return line.print("VQP version {} packet not supported", version);
  const std::uint8_t error = data.u8(2);
  const bool brief = line.verbosity() == 0;
  put_name(line, brief ? "VQPv1 " : "\n\tVQPv1, ", kTypes, data.u8(1), "unknown ({})");
  put_name(line, " Message, error-code ", kErrors, error, "unknown");
  line.print(" ({})", error);
  if (brief) return line.print(", length {}", data.length());
  line.print(", seq 0x{:08x}, items {}, length {}", data.u32(4), data.u8(3), data.length());
  put_objects(line, data.from(kHeader), data.u8(3));
  line.settle_cut();
}

}  // namespace tapbond::text
