// What opens and closes a BGP session: OPEN with its capabilities, and NOTIFICATION.
#include "decoders/application/bgp.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kOpen = 29;
constexpr std::uint8_t kCapabilities = 2;

enum Capability : std::uint8_t {
  kMultiprotocol = 1,
  kRefresh = 2,
  kRestart = 64,
  kWideAs = 65,
  kMultipleLabels = 8,
  kMultiplePaths = 69,
  kLongRestart = 71,
  kCiscoRefresh = 128,
};
constexpr Name kCapabilityNames[] = {
    {1, "Multiprotocol Extensions"},
    {2, "Route Refresh"},
    {3, "Cooperative Route Filtering"},
    {4, "Multiple Routes to a Destination"},
    {5, "Extended Next Hop Encoding"},
    {8, "Multiple Labels"},
    {64, "Graceful Restart"},
    {65, "32-Bit AS Number"},
    {67, "Dynamic Capability"},
    {68, "Multisession BGP"},
    {69, "Multiple Paths"},
    {70, "Enhanced Route Refresh"},
    {71, "Long-lived Graceful Restart"},
    {128, "Route Refresh (Cisco)"},
};
constexpr Name kOptions[] = {{1, "Authentication Information"}, {2, "Capabilities Advertisement"}};
constexpr Name kRestartFlags[] = {{8, "R"}};
constexpr Name kPathDirections[] = {{1, "Receive"}, {2, "Send"}, {3, "Both"}};

constexpr Name kErrors[] = {
    {1, "Message Header Error"},     {2, "OPEN Message Error"},         {3, "UPDATE Message Error"},
    {4, "Hold Timer Expired"},       {5, "Finite State Machine Error"}, {6, "Cease"},
    {7, "Capability Message Error"},
};
constexpr Name kHeaderErrors[] = {
    {1, "Connection Not Synchronized"}, {2, "Bad Message Length"}, {3, "Bad Message Type"}};
constexpr Name kOpenErrors[] = {
    {1, "Unsupported Version Number"}, {2, "Bad Peer AS"},
    {3, "Bad BGP Identifier"},         {4, "Unsupported Optional Parameter"},
    {5, "Authentication Failure"},     {6, "Unacceptable Hold Time"},
    {7, "Capability Message Error"},
};
constexpr Name kUpdateErrors[] = {
    {1, "Malformed Attribute List"},
    {2, "Unrecognized Well-known Attribute"},
    {3, "Missing Well-known Attribute"},
    {4, "Attribute Flags Error"},
    {5, "Attribute Length Error"},
    {6, "Invalid ORIGIN Attribute"},
    {7, "AS Routing Loop"},
    {8, "Invalid NEXT_HOP Attribute"},
    {9, "Optional Attribute Error"},
    {10, "Invalid Network Field"},
    {11, "Malformed AS_PATH"},
};
constexpr Name kStateErrors[] = {
    {0, "Unspecified Error"},
    {1, "In OpenSent State"},
    {2, "In OpenConfirm State"},
    {3, "In Established State"},
};
constexpr Name kCeases[] = {
    {1, "Maximum Number of Prefixes Reached"},
    {2, "Administrative Shutdown"},
    {3, "Peer Unconfigured"},
    {4, "Administrative Reset"},
    {5, "Connection Rejected"},
    {6, "Other Configuration Change"},
    {7, "Connection Collision Resolution"},
};
constexpr Name kCapabilityErrors[] = {
    {1, "Invalid Action Value"},
    {2, "Invalid Capability Length"},
    {3, "Malformed Capability Value"},
    {4, "Unsupported Capability Code"},
};
constexpr std::uint8_t kCease = 6;
constexpr std::uint8_t kMostPrefixes = 1;
constexpr std::uint8_t kShutdown = 2;
constexpr std::uint8_t kReset = 4;

struct Error {
  std::uint8_t major;
  Names minors;
  std::string_view separator;
};
constexpr Error kMinors[] = {
    {1, kHeaderErrors, ", "}, {2, kOpenErrors, ", "}, {3, kUpdateErrors, ", "},
    {5, kStateErrors, " "},   {6, kCeases, ", "},     {7, kCapabilityErrors, " "},
};

std::string_view known(Names names, std::uint32_t value) {
  const Name* name = find_name(names, value);
  return name != nullptr ? name->text : "Unknown";
}

void put_family(Line& line, Bytes data, std::uint32_t at, std::uint8_t subfamily,
                std::string_view indent = "\n\t\t") {
  const std::uint16_t family = data.u16(at);
  line.print("{}AFI {} ({}), SAFI {} ({})", indent, bgp_family(family), family,
             bgp_subfamily(subfamily), subfamily);
}

void put_restart(Line& line, Bytes value) {
  const std::uint16_t first = value.u16(0);
  line.put("\n\t\tRestart Flags: [");
  put_bits(line, kRestartFlags, first >> 12, "none", "");
  line.print("], Restart Time {}s", first & 0xfff);
  for (std::uint32_t at = 2; at + 4 <= value.length() && !line.cut(); at += 4) {
    put_family(line, value, at, value.u8(at + 2), "\n\t\t  ");
    line.print(", Forwarding state preserved: {}", (value.u8(at + 3) & 0x80) != 0 ? "yes" : "no");
  }
}

void put_paths(Line& line, Bytes value) {
  if (value.length() == 0) {
    line.put(" (bogus)");
    return;
  }
  for (std::uint32_t at = 0; at < value.length() && !line.cut(); at += 4) {
    if (at + 4 > value.length()) return line.invalid();
    const std::uint8_t direction = value.u8(at + 3);
    put_family(line, value, at, value.u8(at + 2));
    line.put(", Send/Receive: ");
    put_name(line, kPathDirections, direction, "Bogus (0x{:02x})");
  }
}

void put_label_counts(Line& line, Bytes value) {
  for (std::uint32_t at = 0; at + 4 <= value.length() && !line.cut(); at += 4) {
    put_family(line, value, at, value.u8(at + 2));
    line.print(", Count: {}", value.u8(at + 3));
  }
}

// The least that a capability needs to hold.
std::uint32_t least_size(std::uint8_t type) {
  switch (type) {
    case kMultiprotocol:
    case kWideAs:
      return 4;
    case kRestart:
      return 2;
    default:
      return 0;
  }
}

// False where nothing that follows can be read.
bool put_capability(Line& line, Bytes value, std::uint8_t type) {
  if (const std::uint32_t least = least_size(type); value.length() < least) {
    line.print(" (too short, < {})", least);
    return false;
  }
  switch (type) {
    case kMultiprotocol:
      put_family(line, value, 0, value.u8(3));
      break;
    case kRestart:
      put_restart(line, value);
      break;
    case kWideAs:
      line.put("\n\t\t 4 Byte AS ");
      put_as_number(line, value.u32(0));
      break;
    case kMultipleLabels:
      put_label_counts(line, value);
      break;
    case kMultiplePaths:
      put_paths(line, value);
      break;
    case kRefresh:
    case kCiscoRefresh:
    case kLongRestart:
      break;
    default:
      line.print("\n\t\tno decoder for Capability {}", type);
      if (line.verbosity() <= 1) put_unknown_field(line, value, 0, value.length(), "\n\t\t");
  }
  if (line.verbosity() > 1 && value.length() > 0) {
    put_unknown_field(line, value, 0, value.length(), "\n\t\t");
  }
  return true;
}

void put_capabilities(Line& line, Bytes rest) {
  while (rest.length() > 0 && !line.cut()) {
    const std::uint8_t type = rest.u8(0);
    const std::uint32_t size = rest.u8(1);
    line.print("\n\t      {} ({}), length: {}", known(kCapabilityNames, type), type, size);
    const Bytes value = rest.from(2).claiming(size);
    value.must_be_whole();
    if (!put_capability(line, value, type)) return;
    rest = rest.from(size + 2);
  }
}

// The reason that an operator gave (RFC 9003), and what stands behind it.
void put_reason(Line& line, Bytes data) {
  const std::uint32_t size = data.u8(0);
  std::uint32_t read = 0;
  if (size > data.length() - 1) {
    line.put(", invalid Shutdown Communication length");
  } else if (size == 0) {
    line.put(", empty Shutdown Communication");
    read = 1;
  } else {
    line.print(", Shutdown Communication (length: {}): \"", size);
    if (!put_text(line, data, 1, size)) line.cut_here();
    line.put('"');
    read = size + 1;
  }
  if (data.length() <= read) return;
  line.print(", Data: (length: {})", data.length() - read);
  put_unknown_field(line, data, read, data.length() - read, "\n\t\t");
}

}  // namespace

void bgp_open(Line& line, Bytes message) {
  if (message.raw(0, kOpen) == nullptr) return;
  line.print("\n\t  Version {}, my AS {}, Holdtime {}s, ID ", message.u8(19), message.u16(20),
             message.u16(22));
  put_ipv4(line, message, 24);
  const std::uint32_t size = message.u8(28);
  line.print("\n\t  Optional parameters, length: {}", size);
  if (message.length() <= kOpen) return;
  for (Bytes rest = message.from(kOpen).claiming(size); rest.length() > 0 && !line.cut();) {
    const std::uint8_t type = rest.u8(0);
    const std::uint32_t option = rest.u8(1);
    if (option + 2 > rest.length()) {
      return line.print("\n\t     Option {}, length: {}, goes past the end of the options", type,
                        option);
    }
    line.print("\n\t    Option {} ({}), length: {}", known(kOptions, type), type, option);
    const Bytes value = rest.from(2).claiming(option);
    if (type == kCapabilities) {
      put_capabilities(line, value);
    } else {
      line.print("\n\t      no decoder for option {}", type);
    }
    rest = rest.from(option + 2);
  }
}

void bgp_notification(Line& line, Bytes message) {
  const std::uint8_t major = message.u8(19);
  const std::uint8_t minor = message.u8(20);
  const Name* name = find_name(kErrors, major);
  line.print(", {} ({})", name != nullptr ? name->text : "Unknown Error", major);
  for (const Error& error : kMinors) {
    if (error.major != major) continue;
    line.print("{}subcode {} ({})", error.separator, known(error.minors, minor), minor);
  }
  if (major != kCease) return;
  const std::uint32_t data = 21;
  if (minor == kMostPrefixes && message.length() >= data + 7) {
    const std::uint16_t family = message.u16(data);
    const std::uint8_t subfamily = message.u8(data + 2);
    line.print(", AFI {} ({}), SAFI {} ({}), Max Prefixes: {}", bgp_family(family), family,
               bgp_subfamily(subfamily), subfamily, message.u32(data + 3));
  }
  if ((minor == kShutdown || minor == kReset) && message.length() >= data + 1) {
    put_reason(line, message.from(data));
  }
}

}  // namespace tapbond::text
