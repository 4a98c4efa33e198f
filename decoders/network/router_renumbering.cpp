// Router renumbering for IPv6 (RFC 2894).
#include "decoders/core/address.h"
#include "decoders/network/icmpv6_parts.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;
constexpr std::uint32_t kMatch = 24;
constexpr std::uint32_t kUse = 32;
constexpr std::uint32_t kForever = 0xffffffff;

constexpr std::uint8_t kCommand = 0;
constexpr Name kCodes[] = {{kCommand, "command"}, {1, "result"}, {255, "sequence number reset"}};
constexpr Name kFlags[] = {{0x80, "T"}, {0x40, "R"}, {0x20, "A"}, {0x10, "S"}, {0x08, "P"}};
constexpr Name kOperations[] = {{1, "add"}, {2, "change"}, {3, "setglobal"}};
constexpr Name kUseFlags[] = {{0x80, "V"}, {0x40, "P"}};

void put_lifetime(Line& line, std::string_view name, std::uint32_t seconds) {
  line.put(name);
  if (seconds == kForever) {
    line.put("infty,");
  } else {
    line.print("{},", seconds);
  }
}

void put_use(Line& line, Bytes use) {
  if (use.raw(0, kUse) == nullptr) return;
  line.put("use(");
  if (const unsigned flags = use.u8(12); flags != 0) {
    put_bits(line, kUseFlags, flags, "", "");
    line.put(',');
  }
  if (line.verbosity() > 0) {
    line.print("mask=0x{:x},raflags=0x{:x},", use.u8(2), use.u8(3));
    put_lifetime(line, "vltime=", use.u32(4));
    put_lifetime(line, "pltime=", use.u32(8));
  }
  put_ipv6(line, use, 16);
  line.print("/{}/{})", use.u8(0), use.u8(1));
}

// Prefixes to be matched, and those to be used in their stead.
void put_command(Line& line, Bytes rest) {
  const std::string_view separator = line.verbosity() > 1 ? "\n\t" : " ";
  if (rest.raw(0, kMatch) == nullptr) return;
  line.print("{}match(", separator);
  put_name(line, kOperations, rest.u8(0), "#{}");
  line.put(',');
  if (line.verbosity() > 0) {
    line.print("ord={},min={},max={},", rest.u8(2), rest.u8(4), rest.u8(5));
  }
  put_ipv6(line, rest, 8);
  line.print("/{})", rest.u8(3));
  // In units of eight bytes: three for the match, four for each use.
  const std::uint32_t units = rest.u8(1);
  if (units < 3 || (units - 3) % 4 != 0) return line.cut_here();
  rest = rest.from(kMatch);
  for (std::uint32_t i = 0; i < (units - 3) / 4 && !line.cut(); ++i) {
    if (rest.raw(0, kUse) == nullptr) return;
    line.put(separator);
    put_use(line, rest);
    rest = rest.from(kUse);
  }
}

}  // namespace

void router_renumbering(Line& line, Bytes message) {
  const std::uint8_t code = message.u8(1);
  if (line.cut()) return;
  if (!message.has(0, kHeader)) return line.truncated();
  line.put(", ");
  put_name(line, kCodes, code, "code-#{}");
  line.print(", seq={}", message.u32(4));
  if (line.verbosity() > 0) {
    const std::uint8_t flags = message.u8(9);
    line.put('[');
    put_bits(line, kFlags, flags, "", "");
    if (flags != 0) line.put(',');
    line.print("seg={},maxdelay={}", message.u8(8), message.u16(10));
    if (const std::uint32_t reserved = message.u32(12); reserved != 0) {
      line.print("rsvd=0x{:x}", reserved);
    }
    line.put(']');
  }
  if (code == kCommand) put_command(line, message.from(kHeader));
  line.settle_cut();
}

}  // namespace tapbond::text
