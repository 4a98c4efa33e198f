// The Label Distribution Protocol (RFC 5036): PDUs, messages and the values in them.
#include "decoders/application/application.h"
#include "decoders/application/ldp_names.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/prefix.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 10;
constexpr std::uint32_t kMessageHeader = 8;
constexpr std::uint32_t kLength = 4;  // of what stands before a length, and is not counted in it
constexpr std::uint32_t kIpv4 = 1;
constexpr std::uint32_t kIpv6 = 2;

bool fits(Line& line, Bytes value, std::uint32_t least) {
  if (value.length() >= least) return true;
  line.print(" [tlv length {} < {}]", value.length(), least);
  line.invalid();
  return false;
}

void put_hello(Line& line, Bytes value) {
  if (!fits(line, value, 4)) return;
  const std::uint16_t flags = value.u16(2);
  line.print("\n\t      Hold Time: {}s, Flags: [{} Hello{}]", value.u16(0),
             (flags & 0x8000) != 0 ? "Targeted" : "Link",
             (flags & 0x4000) != 0 ? ", Request for targeted Hellos" : "");
}

void put_addresses(Line& line, Bytes value) {
  if (!fits(line, value, 2)) return;
  const std::uint16_t family = value.u16(0);
  line.put("\n\t      Address Family: ");
  put_name(line, kAddressFamilies, family, "Unknown ({})");
  line.put(", addresses");
  const std::uint32_t size = family == kIpv4 ? 4 : family == kIpv6 ? 16 : 0;
  if (size == 0) return;
  for (std::uint32_t at = 2; at + size <= value.length() && !line.cut(); at += size) {
    line.put(' ');
    family == kIpv4 ? put_ipv4(line, value, at) : put_ipv6(line, value, at);
  }
}

void put_session(Line& line, Bytes value) {
  if (!fits(line, value, 8)) return;
  // The largest PDU stands where the flags are looked for.
  const std::uint16_t flags = value.u16(6);
  line.print("\n\t      Version: {}, Keepalive: {}s, Flags: [Downstream {}, Loop Detection {}]",
             value.u16(0), value.u16(2), (flags & 0x8000) != 0 ? "On Demand" : "Unsolicited",
             (flags & 0x4000) != 0 ? "Enabled" : "Disabled");
}

void put_prefix_class(Line& line, Bytes value) {
  if (!fits(line, value, 2)) return;
  const std::uint32_t family = value.u16(0);
  if (family != kIpv4 && family != kIpv6) {
    line.print(": Address family {} prefix", family);
    return;
  }
  const Bytes prefix = value.from(2);
  const PrefixFault fault = prefix_fault(prefix, family == kIpv4 ? 32 : 128);
  if (line.cut()) return;
  // Whatever the family, a prefix that is too long is called one of version 4.
  if (fault == PrefixFault::kPastEnd) return line.put(": IPv4 prefix (goes past end of TLV)");
  line.print(": IPv{} prefix ", family == kIpv4 ? 4 : 6);
  if (fault == PrefixFault::kTooLong) return line.put("(invalid length)");
  put_prefix(line, prefix, family == kIpv4 ? 32 : 128);
}

void put_interface_parameter(Line& line, Bytes parameter, std::uint8_t type) {
  switch (type) {
    case kLdpMtuParameter:
      line.print(": {}", parameter.u16(2));
      break;
    case kLdpDescriptionParameter:
      line.put(": ");
      for (std::uint32_t i = 2; i < parameter.length() && !line.cut(); ++i) {
        const std::uint8_t c = parameter.u8(i);
        if (!line.cut()) put_visible(line, c);
      }
      break;
    case kLdpVerificationParameter: {
      const std::uint8_t channels = parameter.u8(2);
      line.print("\n\t\t  Control Channels (0x{:02x}) = [", channels);
      put_bits(line, kLdpControlChannels, channels, "none");
      const std::uint8_t checks = parameter.u8(3);
      line.print("]\n\t\t  CV Types (0x{:02x}) = [", checks);
      put_bits(line, kLdpVerifications, checks, "none");
      line.put(']');
      break;
    }
    default:
      put_unknown_rest(line, parameter.from(2), "\n\t\t  ");
  }
}

void put_circuit(Line& line, Bytes value) {
  if (!fits(line, value, 7)) return;
  const std::uint16_t type = value.u16(0);
  const std::uint32_t size = value.u8(2);
  if (size != 0 && !fits(line, value, 11)) return;
  if (value.raw(0, size != 0 ? 11 : 7) == nullptr) return;
  line.put(": ");
  put_name(line, kPseudowireTypes, type & 0x7fff, "Unknown");
  line.print(", {}control word, group-ID {}", (type & 0x8000) != 0 ? "" : "no ", value.u32(3));
  if (size != 0) line.print(", VC-ID {}", value.u32(7));
  line.print(", VC-info-length: {}", size);
  if (size == 0) return;
  if (size < 4) return line.put(" (invalid, < 4");
  Bytes rest = value.from(11);
  std::uint32_t left = size - 4;
  if (!fits(line, rest, left)) return;
  while (left > 2 && !line.cut()) {
    const std::uint8_t kind = rest.u8(0);
    const std::uint32_t count = rest.u8(1);
    if (count < 2 || left < count) return;
    line.put("\n\t\tInterface Parameter: ");
    put_name(line, kLdpInterfaceParameters, kind, "Unknown");
    line.print(" (0x{:02x}), len {}", kind, count);
    put_interface_parameter(line, rest.claiming(count), kind);
    left -= count;
    rest = rest.from(count);
  }
}

void put_class(Line& line, Bytes value) {
  if (!fits(line, value, 1)) return;
  const std::uint8_t type = value.u8(0);
  line.put("\n\t      ");
  put_name(line, kLdpClasses, type, "Unknown");
  line.print(" FEC (0x{:02x})", type);
  if (type == kLdpPrefixClass) put_prefix_class(line, value.from(1));
  if (type == kLdpCircuitClass) put_circuit(line, value.from(1));
}

void put_status(Line& line, Bytes value) {
  if (!fits(line, value, 8)) return;
  const std::uint32_t code = value.u32(0);
  line.print("\n\t      Status: 0x{:02x}, Flags: [{} and {} forward]", code & 0x3fffffff,
             (code & 0x80000000) != 0 ? "Fatal error" : "Advisory Notification",
             (code & 0x40000000) != 0 ? "do" : "don't");
  if (const std::uint32_t id = value.u32(4); id != 0) {
    line.print(", causing Message ID: 0x{:08x}", id);
  }
}

void put_fault_tolerance(Line& line, Bytes value) {
  if (!fits(line, value, 12)) return;
  const std::uint16_t flags = value.u16(0);
  line.print(
      "\n\t      Flags: [{}Reconnect, {}Save State, {}All-Label Protection, {} Checkpoint, "
      "{}Re-Learn State]",
      (flags & 0x8000) != 0 ? "" : "No ", (flags & 8) != 0 ? "" : "Don't ",
      (flags & 4) != 0 ? "" : "No ", (flags & 2) != 0 ? "Sequence Numbered Label" : "All Labels",
      (flags & 1) != 0 ? "" : "Don't ");
  if (const std::uint32_t time = value.u32(4); time != 0) {
    line.print(", Reconnect Timeout: {}ms", time);
  }
  if (const std::uint32_t time = value.u32(8); time != 0) {
    line.print(", Recovery Time: {}ms", time);
  }
}

void put_value(Line& line, Bytes value, std::uint16_t type) {
  switch (type) {
    case kLdpHelloParameters:
      return put_hello(line, value);
    case kLdpIpv4Transport:
      if (!fits(line, value, 4)) return;
      return put_ipv4(line, "\n\t      IPv4 Transport Address: ", value, 0);
    case kLdpIpv6Transport:
      if (!fits(line, value, 16)) return;
      return put_ipv6(line, "\n\t      IPv6 Transport Address: ", value, 0);
    case kLdpConfigurationSequence:
      if (fits(line, value, 4)) line.print("\n\t      Sequence Number: {}", value.u32(0));
      return;
    case kLdpAddressList:
      return put_addresses(line, value);
    case kLdpSessionParameters:
      return put_session(line, value);
    case kLdpForwardingClass:
      return put_class(line, value);
    case kLdpGenericLabel:
      if (fits(line, value, 4)) line.print("\n\t      Label: {}", value.u32(0) & 0xfffff);
      return;
    case kLdpStatus:
      return put_status(line, value);
    case kLdpFaultTolerance:
      return put_fault_tolerance(line, value);
    case kLdpMtu:
      if (fits(line, value, 2)) line.print("\n\t      MTU: {}", value.u16(0));
      return;
    default:
      if (line.verbosity() <= 1) {
        put_unknown_rest(line, value, "\n\t      ");
      }
  }
}

void put_values(Line& line, Bytes rest) {
  while (rest.length() >= kLength && !line.cut()) {
    if (rest.raw(0, kLength) == nullptr) return;
    const std::uint16_t type = rest.u16(0);
    const std::uint32_t size = rest.u16(2);
    if (size + kLength > rest.length()) {
      return line.put("\n\t\t TLV contents go past end of message");
    }
    line.put("\n\t    ");
    put_name(line, kLdpValues, type & 0x3fff, "Unknown");
    line.print(" TLV (0x{:04x}), length: {}, Flags: [{} and {} forward if unknown]", type & 0x3fff,
               size, (type & 0x8000) != 0 ? "continue processing" : "ignore",
               (type & 0x4000) != 0 ? "do" : "don't");
    put_value(line, rest.from(kLength).claiming(size), type & 0x3fff);
    rest = rest.from(kLength + size);
  }
}

// Those that ask for labels or give them back are shown as they are.
bool has_values(std::uint16_t type) {
  constexpr std::uint16_t kRequest = 0x0401;
  constexpr std::uint16_t kRelease = 0x0403;
  constexpr std::uint16_t kAbortRequest = 0x0404;
  return type != kRequest && type != kRelease && type != kAbortRequest;
}

// Bytes of the message; 0 where nothing behind it can be read.
std::uint32_t put_message(Line& line, Bytes data) {
  if (data.raw(0, kMessageHeader) == nullptr) return 0;
  const std::uint16_t type = data.u16(0);
  const std::uint32_t size = data.u16(2);
  const Name* name = find_name(kLdpMessages, type & 0x7fff);
  line.print("\n\t  {} Message (0x{:04x}), length: {}", name != nullptr ? name->text : "Unknown",
             type & 0x7fff, size);
  constexpr std::uint32_t kLeast = kMessageHeader - kLength;
  if (size < kLeast) {
    line.print(" (too short, < {})", kLeast);
    return 0;
  }
  line.print(", Message ID: 0x{:08x}, Flags: [{} if unknown]", data.u32(4),
             (type & 0x8000) != 0 ? "continue processing" : "ignore");
  if (data.raw(0, size) == nullptr) return 0;
  const Bytes body = data.from(kMessageHeader).claiming(size - kLeast);
  if (name != nullptr && has_values(type & 0x7fff)) {
    put_values(line, body);
  } else if (line.verbosity() <= 1) {
    put_unknown_rest(line, body, "\n\t  ");
  }
  if (line.verbosity() > 1) {
    put_unknown_rest(line, data.from(kMessageHeader).claiming(size), "\n\t  ");
  }
  return size + kLength;
}

// What is left after the PDU; nothing where that cannot be read.
Bytes put_pdu(Line& line, Bytes data) {
  if (data.raw(0, kHeader) == nullptr) return {};
  const unsigned version = data.u16(0);
  const std::uint32_t size = data.u16(2);
  const std::string_view start = line.verbosity() > 0 ? "\n\t" : "";
  if (version != 1) {
    line.print("{}LDP version {} packet not supported", start, version);
    return {};
  }
  constexpr std::uint32_t kLeast = kHeader - kLength;
  if (size < kLeast) {
    line.print("{}LDP, pdu-length: {} (too short, < {})", start, size, kLeast);
    return {};
  }
  line.print("{}LDP, Label-Space-ID: ", start);
  put_ipv4(line, data, 4);
  line.print(":{}, pdu-length: {}", data.u16(8), size);
  if (line.verbosity() == 0) return {};
  Bytes rest = data.from(kHeader);
  // The count is of 16 bits there, and a message that is longer than its PDU turns it over.
  for (auto left = static_cast<std::uint16_t>(size - kLeast); left != 0 && !line.cut();) {
    const std::uint32_t used = put_message(line, rest);
    if (used == 0) return {};
    left = static_cast<std::uint16_t>(left - used);
    rest = rest.from(used);
  }
  if (data.length() < size + kLength) {
    line.print(" [remaining length {} < {}]", data.length(), size + kLength);
    line.invalid();
    return {};
  }
  return data.from(size + kLength);
}

}  // namespace

void ldp(Line& line, Bytes data) {
  line.protocol = "ldp";
  while (data.length() > kHeader + kMessageHeader && !line.cut()) data = put_pdu(line, data);
}

}  // namespace tapbond::text
