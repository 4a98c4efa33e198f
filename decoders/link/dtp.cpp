// Cisco's Dynamic Trunking Protocol.
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kFieldHeader = 4;

enum Field : std::uint16_t { kDomain = 1, kStatus, kType, kNeighbor };
constexpr Name kFields[] = {
    {kDomain, "Domain"}, {kStatus, "Status"}, {kType, "DTP type"}, {kNeighbor, "Neighbor"}};

// False where the value is not what its field allows.
bool put_value(Line& line, std::uint16_t type, Bytes value) {
  switch (type) {
    case kDomain:
      line.put(", ");
      put_string(line, value, 0, value.length());
      if (!value.has(0, value.length())) line.cut_here();
      return true;
    case kStatus:
    case kType:
      if (value.length() != 1) return false;
      line.print(", 0x{:x}", value.u8(0));
      return true;
    case kNeighbor:
      if (value.length() != 6) return false;
      if (value.raw(0, 6) == nullptr) return true;
      line.put(", ");
      put_mac(line, value, 0);
      return true;
    default:
      return true;
  }
}

// False where a field lies.
bool put_fields(Line& line, Bytes data) {
  while (data.length() > 0 && !line.cut()) {
    if (data.length() < kFieldHeader) {
      line.print("[{} bytes remaining]", data.length());
      return false;
    }
    const std::uint16_t type = data.u16(0);
    const std::uint32_t size = data.u16(2);
    if (type == 0) return true;  // padding
    line.put("\n\t");
    put_name(line, kFields, type, "Unknown");
    line.print(" (0x{:04x}) TLV, length {}", type, size);
    if (size < kFieldHeader || size > data.length()) {
      line.print("[invalid TLV length {}]", size);
      return false;
    }
    if (!put_value(line, type, data.first(size).from(kFieldHeader))) return false;
    data = data.from(size);
  }
  return true;
}

}  // namespace

void dtp(Line& line, Bytes data) {
  line.protocol = "dtp";
  if (data.length() < 1) {
    line.put("[zero packet length]");
    line.invalid(data);
    return;
  }
  line.print("DTPv{}, length {}", data.u8(0), data.length());
  if (line.verbosity() == 0) return;
  if (!put_fields(line, data.from(1))) line.invalid(data);
}

}  // namespace tapbond::text
