// Geneve (RFC 8926).
#include "decoders/application/application.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;
constexpr std::uint16_t kBridging = 0x6558;
constexpr Name kFlags[] = {{0x80, "O"}, {0x40, "C"}};

constexpr Name kClasses[] = {
    {0x0100, "Linux"},
    {0x0101, "Open vSwitch"},
    {0x0102, "Open Virtual Networking (OVN)"},
    {0x0103, "In-band Network Telemetry (INT)"},
    {0x0104, "VMware"},
    {0xffff, "Experimental"},
};

std::string_view class_name(std::uint16_t value) {
  if (value <= 0xff) return "Standard";
  const auto name = name_of(kClasses, value);
  return name.empty() ? "Unknown" : name;
}

void put_options(Line& line, Bytes data, std::uint32_t size) {
  for (std::uint32_t at = 0; size - at >= 4 && !line.cut();) {
    const std::uint16_t option_class = data.u16(at);
    const std::uint8_t type = data.u8(at + 2);
    const std::uint32_t length = 4 + (data.u8(at + 3) & 0x1fu) * 4;
    line.print("{}class {} (0x{:x}) type 0x{:x}{} len {}", at > 0 ? ", " : "",
               class_name(option_class), option_class, type, (type & 0x80) != 0 ? "(C)" : "",
               length);
    if (size - at < length) {
      line.put(" [bad option]");
      return;
    }
    if (length > 4 && line.verbosity() > 1) {
      line.put(" data");
      for (std::uint32_t i = 4; i < length; i += 4) line.print(" {:08x}", data.u32(at + i));
    }
    at += length;
  }
}

}  // namespace

void geneve(Line& line, Bytes data) {
  line.protocol = "geneve";
  line.put("Geneve");
  if (data.length() < kHeader) {
    line.truncated();
    return;
  }
  if (!data.has(0, 1)) {
    line.truncated();
    return;
  }
  const std::uint8_t start = data.u8(0);
  if (const unsigned version = start >> 6; version != 0) {
    line.print(" ERROR: unknown-version {}", version);
    return;
  }
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const std::uint8_t flags = data.u8(1);
  line.put(", Flags [");
  put_bits(line, kFlags, flags, "none", "");
  line.put(']');
  const std::uint16_t protocol = data.u16(2);
  line.print(", vni 0x{:x}", data.u24(4));
  if (const auto reserved = data.u8(7); reserved != 0) line.print(", rsvd 0x{:x}", reserved);
  if (line.options.link_header) {
    line.put(", proto ");
    put_name(line, kEthertypes, protocol, "unknown");
    line.print(" (0x{:04x})", protocol);
  }
  const std::uint32_t options = (start & 0x3fu) * 4;
  Bytes payload = data.from(kHeader);
  if (payload.length() < options) {
    line.print(" truncated-geneve - {} bytes missing", options - payload.length());
    return;
  }
  if (options > 0) {
    line.put(", options [");
    if (line.verbosity() > 0) {
      put_options(line, payload, options);
    } else {
      line.print("{} bytes", options);
    }
    line.put(']');
  }
  line.put(line.verbosity() > 0 ? "\n\t" : ": ");
  payload = payload.from(options);
  if (protocol == kBridging) {
    ethernet(line, payload);
  } else if (!ethertype(line, protocol, payload, nullptr)) {
    line.print("geneve-proto-0x{:x}", protocol);
  }
}

}  // namespace tapbond::text
