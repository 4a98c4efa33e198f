// Cisco's UniDirectional Link Detection (RFC 5171).
#include "decoders/core/escape.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kFieldHeader = 4;

constexpr Name kOpcodes[] = {{1, "Probe message"}, {2, "Echo message"}, {3, "Flush message"}};
constexpr Name kFlags[] = {
    {0x01, "RT"},    {0x02, "RSY"},   {0x04, "MBZ-2"}, {0x08, "MBZ-3"},
    {0x10, "MBZ-4"}, {0x20, "MBZ-5"}, {0x40, "MBZ-6"}, {0x80, "MBZ-7"},
};

enum Field : std::uint16_t {
  kDevice = 1,
  kPort,
  kEcho,
  kMessageInterval,
  kTimeout,
  kDeviceName,
  kSequence,
};
constexpr Name kFields[] = {
    {kDevice, "Device-ID TLV"},
    {kPort, "Port-ID TLV"},
    {kEcho, "Echo TLV"},
    {kMessageInterval, "Message Interval TLV"},
    {kTimeout, "Timeout Interval TLV"},
    {kDeviceName, "Device Name TLV"},
    {kSequence, "Sequence Number TLV"},
};

// False where the value is not what its field allows.
bool put_value(Line& line, std::uint16_t type, Bytes value) {
  switch (type) {
    case kDevice:
    case kPort:
    case kEcho:
    case kDeviceName:
      if (value.length() == 0) return false;
      line.put(", ");
      if (!put_text(line, value, 0, value.length())) line.cut_here();
      return true;
    case kMessageInterval:
    case kTimeout:
      if (value.length() != 1) return false;
      line.print(", {}s", value.u8(0));
      return true;
    case kSequence:
      if (value.length() != 4) return false;
      line.print(", {}", value.u32(0));
      return true;
    default:
      value.must_be_whole();
      return value.length() > 0;
  }
}

// False where a field lies.
bool put_fields(Line& line, Bytes data) {
  while (data.length() > 0 && !line.cut()) {
    if (data.length() < kFieldHeader) return false;
    const std::uint16_t type = data.u16(0);
    const std::uint32_t size = data.u16(2);
    line.put("\n\t");
    put_name(line, kFields, type, "Unknown");
    line.print(" (0x{:04x}) TLV, length {}", type, size);
    if (size < kFieldHeader || size > data.length()) return false;
    if (!put_value(line, type, data.first(size).from(kFieldHeader))) return false;
    data = data.from(size);
  }
  return true;
}

}  // namespace

void udld(Line& line, Bytes data) {
  line.protocol = "udld";
  if (data.length() < kHeader) {
    line.invalid(data);
    return;
  }
  const std::uint8_t start = data.u8(0);
  const std::uint32_t opcode = start & 31u;
  line.print("UDLDv{}, Code ", start >> 5);
  put_name(line, kOpcodes, opcode, "Reserved");
  line.print(" ({:x})", opcode);
  const std::uint8_t flags = data.u8(1);
  line.put(", Flags [");
  put_bits(line, kFlags, flags, "none");
  line.print("] (0x{:02x}), length {}", flags, data.length());
  if (line.verbosity() == 0) {
    data.must_be_whole();
    return;
  }
  line.print("\n\tChecksum 0x{:04x} (unverified)", data.u16(2));
  if (!put_fields(line, data.from(kHeader))) line.invalid(data);
}

}  // namespace tapbond::text
