// The mobility header (RFC 6275).
#include "decoders/core/address.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

enum Type : std::uint8_t {
  kHomeTestInit = 1,
  kCareOfTestInit = 2,
  kHomeTest = 3,
  kCareOfTest = 4,
  kUpdate = 5,
  kAcknowledgment = 6,
  kError = 7,
};

constexpr Name kTypes[] = {
    {0, "BRR"}, {1, "HoTI"}, {2, "CoTI"}, {3, "HoT"}, {4, "CoT"}, {5, "BU"}, {6, "BA"}, {7, "BE"},
};
constexpr std::uint32_t kLeast[] = {8, 16, 16, 24, 24, 12, 12, 24};
constexpr Name kUpdateFlags[] = {{8, "A"}, {4, "H"}, {2, "L"}, {1, "K"}};

void put_cookie(Line& line, Bytes data, std::uint32_t at, bool home, std::string_view what) {
  if (line.verbosity() == 0) return;
  line.print(" {} {}={:08x}:{:08x}", home ? "Home" : "Care-of", what, data.u32(at),
             data.u32(at + 4));
}

// Whether fewer bytes are left than an option of this kind has.
bool ends_before(Line& line, std::uint32_t left, std::uint32_t bytes, std::string_view name) {
  if (left >= bytes) return false;
  line.print("({}: trunc)", name);
  return true;
}

bool put_options(Line& line, Bytes data, std::uint32_t at, std::uint32_t end) {
  while (at < end && !line.cut()) {
    const std::uint8_t type = data.u8(at);
    if (type == 0) {
      if (!data.has(at, 2)) return false;
      line.put("(pad1)");
      ++at;
      continue;
    }
    if (at + 1 >= end) return false;
    const std::uint32_t size = data.u8(at + 1) + 2u;
    // A byte behind the option has to be there as well.
    if (at + size > end || !data.has(at, size + 1)) return false;
    switch (type) {
      case 1:
        line.put("(padn)");
        break;
      case 2:
        if (ends_before(line, end - at, 4, "refresh")) return false;
        line.print("(refresh: {})", data.u16(at + 2) << 2);
        break;
      case 3:
        if (ends_before(line, end - at, 18, "altcoa")) return false;
        put_ipv6(line, "(alt-CoA: ", data, at + 2);
        line.put(')');
        break;
      case 4:
        if (ends_before(line, end - at, 6, "ni")) return false;
        line.print("(ni: ho=0x{:04x} co=0x{:04x})", data.u16(at + 2), data.u16(at + 4));
        break;
      case 5:
        if (ends_before(line, end - at, 12, "auth")) return false;
        line.put("(auth)");
        break;
      default:
        line.print("(type-0x{:02x}: len={})", type, data.u8(at + 1));
    }
    at += size;
  }
  return true;
}

// Prints what the type has after its first eight bytes; gives where the options begin.
std::uint32_t put_type(Line& line, Bytes data, std::uint8_t type) {
  const bool home = type == kHomeTestInit || type == kHomeTest;
  switch (type) {
    case kHomeTestInit:
    case kCareOfTestInit:
      put_cookie(line, data, 8, home, "Init Cookie");
      return 16;
    case kHomeTest:
    case kCareOfTest:
      line.print(" nonce id=0x{:x}", data.u16(6));
      put_cookie(line, data, 8, home, "Init Cookie");
      put_cookie(line, data, 16, home, "Keygen Token");
      return 24;
    case kUpdate:
      line.print(" seq#={}", data.u16(6));
      if (const unsigned flags = data.u16(8) >> 12; flags != 0) {
        line.put(' ');
        put_bits(line, kUpdateFlags, flags, "", "");
      }
      line.print(" lifetime={}", data.u16(10) << 2);
      return 12;
    case kAcknowledgment:
      line.print(" status={}", data.u8(6));
      if ((data.u8(7) & 0x80) != 0) line.put(" K");
      line.print(" seq#={}", data.u16(8));
      line.print(" lifetime={}", data.u16(10) << 2);
      return 12;
    case kError:
      line.print(" status={} homeaddr ", data.u8(6));
      put_ipv6(line, data, 8);
      return 24;
    default:
      return 8;
  }
}

}  // namespace

void mobility(Line& line, Bytes data) {
  line.protocol = "mobility";
  if (!data.has(0, 3)) {
    line.truncated();
    return;
  }
  const std::uint32_t size = (data.u8(1) + 1u) * 8;
  const std::uint8_t type = data.u8(2);
  if (type < std::size(kLeast) && size < kLeast[type]) {
    line.print("(header length {} is too small for type {})", size, type);
    line.truncated();
    return;
  }
  line.put("mobility: ");
  put_name(line, kTypes, type, "type-#{}");
  if (type >= std::size(kLeast)) {
    line.print(" len={}", data.u8(1));
    return;
  }
  const std::uint32_t options = put_type(line, data, type);
  if (line.verbosity() > 0 && !put_options(line, data, options, size)) line.truncated();
}

}  // namespace tapbond::text
