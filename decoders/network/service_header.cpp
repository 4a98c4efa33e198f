// The Network Service Header (RFC 8300): through which services a packet is to go, and the packet.
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kWord = 4;
constexpr std::uint32_t kHeader = 2 * kWord;

constexpr Name kFlags[] = {{2, "O"}};
constexpr unsigned kFixed = 1;  // kinds of context
constexpr unsigned kVariable = 2;
constexpr Name kContexts[] = {
    {0, "reserved"}, {kFixed, "1"}, {kVariable, "2"}, {15, "experimental"}};
enum Next : std::uint8_t { kIpv4 = 1, kIpv6 = 2, kEthernet = 3 };
constexpr Name kProtocols[] = {
    {kIpv4, "IPv4"}, {kIpv6, "IPv6"},        {kEthernet, "Ethernet"}, {4, "NSH"},
    {5, "MPLS"},     {0xfe, "Experiment 1"}, {0xff, "Experiment 2"},
};

// False where the packet ends with it.
bool put_fixed_context(Line& line, Bytes data, std::uint32_t words) {
  if (words != 4) {
    line.put(" (invalid length for the MD type)");
    line.invalid();
    return false;
  }
  for (std::uint32_t i = 0; i < words && !line.cut(); ++i) {
    line.print("\n        Context[{:02}]: 0x{:08x}", i, data.u32(i * kWord));
  }
  return true;
}

bool put_variable_context(Line& line, Bytes data, std::uint32_t words) {
  for (std::uint32_t at = 0; at < words && !line.cut();) {
    const std::uint32_t place = at * kWord;
    const std::uint32_t size = data.u8(place + 3) & 0x7fu;
    line.print("\n        TLV Class {}, Type {}, Len {}", data.u16(place), data.u8(place + 2),
               size);
    const std::uint32_t more = (size + kWord - 1) / kWord;
    at += 1 + more;
    if (at > words) {
      line.put(" (length too big)");
      line.invalid();
      return false;
    }
    if (size == 0) continue;
    line.put("\n            Value: ");
    for (std::uint32_t i = 0; i < size && !line.cut(); ++i) {
      line.print("{}{:02x}", i == 0 ? "0x" : ":", data.u8(place + kWord + i));
    }
    data.raw(place + kWord, more * kWord);
  }
  return true;
}

void put_payload(Line& line, Bytes payload, unsigned protocol) {
  switch (protocol) {
    case kIpv4:
      return ipv4(line, payload);
    case kIpv6:
      return ipv6(line, payload);
    case kEthernet:
      ethernet(line, payload);
      return;
    default:
      return line.put("ERROR: unknown-next-protocol");
  }
}

}  // namespace

void service_header(Line& line, Bytes data) {
  line.protocol = "nsh";
  if (data.length() < kHeader) {
    line.print(" (packet length {} < {})", data.length(), kHeader);
    return line.invalid();
  }
  const std::uint32_t base = data.u32(0);
  const unsigned protocol = base & 0xff;
  const unsigned context = base >> 8 & 15;
  const std::uint32_t words = base >> 16 & 63;
  const int verbosity = line.verbosity();
  line.put("NSH, ");
  if (verbosity > 1) line.print("ver {}, ", base >> 30);
  if (base >> 30 != 0) return;
  line.put("flags [");
  put_bits(line, kFlags, base >> 28 & 3, "none", "");
  line.put("], ");
  if (verbosity > 2) {
    line.print("TTL {}, length {}, md type ", base >> 22 & 63, words);
    put_name(line, kContexts, context, "unknown (0x{:02x})");
    line.put(", ");
  }
  if (verbosity > 1) {
    line.put("next-protocol ");
    put_name(line, kProtocols, protocol, "unknown (0x{:02x})");
    line.put(", ");
  }
  if (data.length() < words * kWord) {
    line.print(" (too many headers for packet length {})", data.length());
    return line.invalid();
  }
  line.print("service-path-id 0x{:06x}, ", data.u24(4));
  line.print("service-index 0x{:x}", data.u8(7));
  if (words < 2) {
    line.put(" (less than two headers)");
    return line.invalid();
  }
  const Bytes contexts = data.from(kHeader);
  if (verbosity > 2 && context == kFixed) {
    if (!put_fixed_context(line, contexts, words - 2)) return;
  } else if (verbosity > 2 && context == kVariable) {
    if (!put_variable_context(line, contexts, words - 2)) return;
  } else {
    contexts.raw(0, (words - 2) * kWord);
  }
  line.put(verbosity > 0 ? "\n    " : ": ");
  if (line.depth >= Line::kMostNested) return line.cut_here();
  ++line.depth;
  if (!line.cut()) put_payload(line, data.from(words * kWord), protocol);
  --line.depth;
}

}  // namespace tapbond::text
