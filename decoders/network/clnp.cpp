// The Connectionless Network Protocol (ISO 8473).
#include "decoders/core/hexdump.h"
#include "decoders/core/reader.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 9;
constexpr std::uint8_t kNlpid = 0x81;
constexpr std::uint8_t kErrorReport = 1;
constexpr std::uint8_t kEchoResponse = 31;
constexpr Name kTypes[] = {
    {kErrorReport, "Error Report"},   {29, "MD"}, {28, "Data"}, {30, "Echo Request"},
    {kEchoResponse, "Echo Response"},
};
constexpr std::uint8_t kSegmented = 0x80;
constexpr Name kFlags[] = {
    {kSegmented, "Segmentation permitted"},
    {0x40, "more Segments"},
    {0x20, "request Error Report"},
};

enum Option : std::uint8_t {
  kDiscardReason = 193,
  kQuality = 195,
  kSecurity = 197,
  kSourceRouting = 200,
  kRouteRecording = 203,
  kPadding = 204,
  kPriority = 205,
};
constexpr Name kOptions[] = {
    {kDiscardReason, "Discard Reason"},
    {kPriority, "Priority"},
    {kQuality, "QoS Maintenance"},
    {kSecurity, "Security"},
    {kSourceRouting, "Source Routing"},
    {kRouteRecording, "Route Recording"},
    {kPadding, "Padding"},
};
constexpr Name kScopes[] = {
    {0x40, "Source Address Specific"},
    {0x80, "Destination Address Specific"},
    {0xc0, "Globally unique"},
};
constexpr std::uint8_t kGlobal = 0xc0;
constexpr Name kQualities[] = {
    {0x20, "reserved"},       {0x10, "sequencing vs. delay"}, {0x08, "congested"},
    {0x04, "delay vs. cost"}, {0x02, "error vs. delay"},      {0x01, "error vs. cost"},
};
constexpr Name kRoutes[] = {{0, "partial"}, {1, "complete"}};

constexpr Name kReasonClasses[] = {
    {0x0, "General"},  {0x8, "Address"},       {0x9, "Source Routeing"},
    {0xa, "Lifetime"}, {0xb, "PDU Discarded"}, {0xc, "Reassembly"},
};
// Each with its class in the upper half.
constexpr Name kReasons[] = {
    {0x00, "Reason not specified"},
    {0x01, "Protocol procedure error"},
    {0x02, "Incorrect checksum"},
    {0x03, "PDU discarded due to congestion"},
    {0x04, "Header syntax error (cannot be parsed)"},
    {0x05, "Segmentation needed but not permitted"},
    {0x06, "Incomplete PDU received"},
    {0x07, "Duplicate option"},
    {0x80, "Destination address unreachable"},
    {0x81, "Destination address unknown"},
    {0x90, "Unspecified source routeing error"},
    {0x91, "Syntax error in source routeing field"},
    {0x92, "Unknown address in source routeing field"},
    {0x93, "Path not acceptable"},
    {0xa0, "Lifetime expired while data unit in transit"},
    {0xa1, "Lifetime expired during reassembly"},
    {0xb0, "Unsupported option not specified"},
    {0xb1, "Unsupported protocol version"},
    {0xb2, "Unsupported security option"},
    {0xb3, "Unsupported source routeing option"},
    {0xb4, "Unsupported recording of route option"},
    {0xc0, "Reassembly interference"},
};

// False where nothing behind can be read; the packet is then shown as it is.
bool put_packet(Line& line, Bytes data);

void put_route(Line& line, Bytes value, std::uint8_t type) {
  put_name(line, kRoutes, value.u8(0), "Unknown");
  line.put(type == kSourceRouting ? " source routing" : " recording of route in progress");
  const std::uint32_t offset = value.u8(1);
  if (offset == 0) return line.put(" Bad NSAP offset (0)");
  if (offset - 1 > value.length()) return line.put(" Bad NSAP offset (past end of option)");
  // The first address is told again for each that would follow it.
  const Bytes list = value.from(offset - 1);
  for (std::uint32_t left = list.length(); left > 0 && !line.cut();) {
    const std::uint32_t size = list.u8(0);
    if (left < size + 1) return line.put("\n\t    NSAP address goes past end of option");
    if (size > 0) {
      put_nsap(line, fmt::format("\n\t    NSAP address (length {}): ", size), list.from(1), size);
    }
    left -= size + 1;
  }
}

void put_discard_reason(Line& line, std::uint8_t reason) {
  line.put("\n\t    Class: ");
  put_name(line, kReasonClasses, reason >> 4, "Unknown");
  line.print(" Error (0x{:x}), ", reason >> 4);
  put_name(line, kReasons, reason, "Unknown");
  line.print(" (0x{:x})", reason & 15);
}

std::uint32_t least_size(std::uint8_t type) {
  switch (type) {
    case kRouteRecording:
    case kSourceRouting:
    case kSecurity:
      return 2;
    case kPriority:
    case kQuality:
    case kDiscardReason:
      return 1;
    default:
      return 0;
  }
}

void put_value(Line& line, Bytes value, std::uint8_t type) {
  const std::uint8_t first = value.length() > 0 ? value.u8(0) : 0;
  switch (type) {
    case kRouteRecording:
    case kSourceRouting:
      return put_route(line, value, type);
    case kPriority:
      return line.print("0x{:x}", first & 15);
    case kQuality:
      put_name(line, "\n\t    Format Code: ", kScopes, first & kGlobal, "Reserved");
      if ((first & kGlobal) != kGlobal) return;
      line.put("\n\t    QoS Flags [");
      put_bits(line, kQualities, first & 0x3f, "none");
      return line.put(']');
    case kSecurity:
      put_name(line, "\n\t    Format Code: ", kScopes, first & kGlobal, "Reserved");
      return line.print(", Security-Level {}", value.u8(1));
    case kDiscardReason:
      return put_discard_reason(line, first);
    case kPadding:
      return line.put("padding data");
    default:
      return put_unknown_rest(line, value, "\n\t  ");
  }
}

bool put_options(Line& line, Reader& from) {
  while (from.length() > 0 && !line.cut()) {
    if (from.length() < 2) {
      line.put(", bad opts/li");
      return false;
    }
    const std::uint8_t type = from.u8();
    const std::uint32_t size = from.u8();
    if (size > from.length()) {
      line.print(", opt ({}) too long", type);
      return false;
    }
    const Bytes value = from.bytes(size);
    if (value.raw(0, size) == nullptr) return true;
    line.put("\n\t  ");
    put_name(line, kOptions, type, "Unknown");
    line.print(" Option #{}, length {}, value: ", type, size);
    if (size < least_size(type)) {
      line.put(", bad opt len");
      return false;
    }
    put_value(line, value, type);
    if (line.verbosity() > 1) put_unknown_rest(line, value, "\n\t  ");
  }
  return true;
}

void put_contents(Line& line, Bytes data, std::uint32_t header, std::uint8_t type) {
  const Bytes rest = data.from(header);
  if ((type == kErrorReport || type == kEchoResponse) && rest.u8(0) == kNlpid) {
    line.put("\n\t-----original packet-----\n\t");
    if (line.depth >= Line::kMostNested) return line.cut_here();
    ++line.depth;
    put_packet(line, rest);
    --line.depth;
  } else if (rest.length() > 0) {
    line.print("\n\t  undecoded non-header data, length {}", rest.length());
    put_unknown_rest(line, rest, "\n\t  ");
  }
}

bool put_whole(Line& line, Bytes data, Reader& from, Bytes destination, Bytes source) {
  const std::uint32_t header = data.u8(1);
  const std::uint8_t type = data.u8(4) & 0x1f;
  const std::uint8_t flags = data.u8(4) & 0xe0;
  const std::uint16_t checksum = data.u16(7);
  line.print("length {}\n\t", data.length());
  put_name(line, kTypes, type, "unknown ({})");
  line.print(" PDU, hlen: {}, v: {}, lifetime: {}.{}s, Segment PDU length: {}, checksum: 0x{:04x}",
             header, data.u8(2), data.u8(3) / 2, data.u8(3) % 2 * 5, data.u16(5), checksum);
  put_osi_checksum(line, data, checksum, 7, header);
  line.put("\n\tFlags [");
  put_bits(line, kFlags, flags, "none");
  put_nsap(line, fmt::format("]\n\tsource address (length {}): ", source.length()), source,
           source.length());
  put_nsap(line, fmt::format("\n\tdest   address (length {}): ", destination.length()), destination,
           destination.length());
  if ((flags & kSegmented) != 0) {
    if (from.length() < 6) {
      line.put("li < size of fixed part of CLNP header, addresses, and segment part");
      return false;
    }
    const Bytes part = from.bytes(6);
    line.print("\n\tData Unit ID: 0x{:04x}, Segment Offset: {}, Total PDU Length: {}", part.u16(0),
               part.u16(2), part.u16(4));
  }
  if (!put_options(line, from)) return false;
  if (!line.cut()) put_contents(line, data, header, type);
  return true;
}

bool put_packet(Line& line, Bytes data) {
  line.protocol = "clnp";
  if (data.raw(0, kHeader) == nullptr) return true;
  const bool titled = !line.options.link_header;
  if (titled) line.put("CLNP");
  const std::uint32_t header = data.u8(1);
  if (data.u8(2) != 1) {
    line.print("version {} packet not supported", data.u8(2));
    return false;
  }
  if (header > data.length()) {
    line.print(" length indicator({}) > PDU size ({})!", header, data.length());
    return false;
  }
  if (header < kHeader) {
    put_short_osi_header(line, data, header);
    return false;
  }
  Reader from(data.claiming(header).from(kHeader));
  Bytes addresses[2];
  for (Bytes& address : addresses) {
    const std::uint32_t size = from.length() > 0 ? from.u8() : ~0u;
    if (line.cut()) return true;
    if (from.length() < size) {
      line.put("li < size of fixed part of CLNP header and addresses");
      return false;
    }
    address = from.bytes(size);
    if (address.raw(0, size) == nullptr) return true;
  }
  if (titled) line.put(", ");
  if (line.verbosity() > 0) return put_whole(line, data, from, addresses[0], addresses[1]);
  put_nsap(line, "", addresses[1], addresses[1].length());
  put_nsap(line, " > ", addresses[0], addresses[0].length());
  put_name(line, ", ", kTypes, data.u8(4) & 0x1f, "unknown ({})");
  line.print(", length {}", data.length());
  return true;
}

}  // namespace

void clnp(Line& line, Bytes data) {
  if (!put_packet(line, data)) put_unknown_rest(line, data, "\n\t");
  line.settle_cut();
}

}  // namespace tapbond::text
