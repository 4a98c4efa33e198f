// The Locator/ID Separation Protocol's control messages (RFC 6830 6.1); what registers and what
// answers it are read whole.
#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/reader.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 16;
constexpr std::uint32_t kRecord = 12;
constexpr std::uint32_t kLocator = 8;
constexpr std::uint32_t kSite = 24;  // the xTR-ID and the site's
constexpr std::uint8_t kRegister = 3;
constexpr std::uint8_t kNotify = 4;
constexpr std::uint16_t kIpv4 = 1;
constexpr std::uint16_t kIpv6 = 2;

constexpr Name kTypes[] = {
    {0, "LISP-Reserved"},     {1, "LISP-Map-Request"}, {2, "LISP-Map-Reply"},
    {3, "LISP-Map-Register"}, {4, "LISP-Map-Notify"},  {8, "LISP-Encapsulated-Contol-Message"},
};
constexpr Name kRegisterFlags[] = {
    {0x08000000, "P-Proxy-Map-Reply"}, {0x04000000, "S-LISP-SEC-Capable"},
    {0x02000000, "I-xTR-ID-Present"},  {0x01000000, "R-Build-For-RTR"},
    {0x00000100, "M-Want-Map-Notify"},
};
constexpr Name kNotifyFlags[] = {
    {0x08000000, "I-xTR-ID-Present"},
    {0x04000000, "R-Build-For-RTR"},
};
constexpr Name kAuthentications[] = {{0, "None"}, {1, "SHA1"}, {2, "SHA256"}};
constexpr Name kActions[] = {
    {0, "No-Action"},
    {1, "Natively-Forward"},
    {2, "Send-Map-Request"},
    {3, "Drop"},
};
constexpr Name kLocatorFlags[] = {{4, "Local-Locator"}, {2, "RLoc-Probed"}, {1, "Reachable"}};

// Where the message ends is said here; only an endpoint's address that is not whole cuts the line.
bool ends_within(Line& line) {
  line.truncated();
  return false;
}

// An address with its title; nothing, and false, of another family.
bool put_address(Line& line, Bytes data, std::uint32_t& at, std::uint16_t family,
                 std::string_view title) {
  if (family != kIpv4 && family != kIpv6) return false;
  if (!data.has(at, family == kIpv4 ? 4 : 16)) {
    line.cut_here();
    return true;
  }
  line.put(title);
  if (family == kIpv4) {
    put_ipv4(line, data, at);
    at += 4;
  } else {
    put_ipv6(line, data, at);
    at += 16;
  }
  return true;
}

bool put_locator(Line& line, Bytes data, std::uint32_t& at) {
  const std::uint32_t start = at;
  if (!data.has(at, kLocator)) return ends_within(line);
  at += kLocator;
  if (line.verbosity() > 0) line.put("\n       ");
  const std::uint16_t family = data.u16(start + 6);
  const std::uint32_t size = family == kIpv4 ? 4 : family == kIpv6 ? 16 : 0;
  if (!data.has(at, size)) return ends_within(line);
  put_address(line, data, at, family, " LOC ");
  if (line.verbosity() == 0) return !line.cut();
  line.print("\n          Priority/Weight {}/{}, Multicast Priority/Weight {}/{}, flags [",
             data.u8(start), data.u8(start + 1), data.u8(start + 2), data.u8(start + 3));
  put_bits(line, kLocatorFlags, data.u16(start + 4), "none");
  line.put("],");
  return !line.cut();
}

// False where nothing behind the record can be read.
bool put_record(Line& line, Bytes data, std::uint32_t& at) {
  if (!data.has(at, kRecord)) return ends_within(line);
  line.put('\n');
  const std::uint8_t locators = data.u8(at + 4);
  const std::uint8_t mask = data.u8(at + 5);
  const std::uint8_t action = data.u8(at + 6);
  const std::uint16_t family = data.u16(at + 10);
  if (line.verbosity() > 0) {
    line.print("      Record TTL {},{} ", data.u32(at),
               (action & 0x10) != 0 ? " Authoritative," : " Non-Authoritative,");
    put_name(line, kActions, action >> 5, "unknown");
    line.print(", Map Version: {},", data.u16(at + 8) & 0x0fff);
  }
  at += kRecord;
  if (!put_address(line, data, at, family, " EID ")) return false;
  line.print("/{}, {} locator(s)", mask, locators);
  for (unsigned i = 0; i < locators; ++i) {
    if (!put_locator(line, data, at)) return false;
  }
  return !line.cut();
}

void put_rest(Line& line, Bytes data, bool site_follows) {
  if (!site_follows) {
    if (data.captured() == 0) return;
    put_unknown_field(line, data, 0, data.captured(), "\n    Data: ");
    return;
  }
  if (!data.has(0, kSite)) return line.invalid();
  put_unknown_field(line, data, 0, 16, "\n    xTR-ID: ");
  line.print("\n    SITE-ID: {}", data.u64(16));
}

}  // namespace

void lisp(Line& line, Bytes data) {
  line.protocol = "lisp";
  if (!data.has(0, kHeader)) return line.truncated();
  const std::uint8_t type = data.u8(0) >> 4;
  put_name(line, kTypes, type, "unknown-type-{}");
  line.put(',');
  const bool registers = type == kRegister;
  if (line.verbosity() > 0 && (registers || type == kNotify)) {
    line.put(" flags [");
    put_bits(line, registers ? Names(kRegisterFlags) : Names(kNotifyFlags), data.u32(0), "none");
    line.put("],");
  }
  if (!registers && type != kNotify) return;
  const bool site_follows = (data.u8(0) & (registers ? 2 : 8)) != 0;
  const unsigned records = data.u8(3);
  const std::uint32_t authentication = data.u16(14);
  if (line.verbosity() > 0) {
    line.print("\n    {} record(s), Authentication ", records);
    put_name(line, kAuthentications, data.u16(12), "unknown-type");
    line.put(',');
    put_unknown_field(line, data, kHeader, authentication, "\n    Authentication-Data: ");
  } else {
    line.print(" {} record(s),", records);
  }
  if (records == 0) return line.invalid();
  std::uint32_t at = kHeader + authentication;
  for (unsigned i = 0; i < records && data.length() > at; ++i) {
    if (!put_record(line, data, at)) return;
  }
  put_rest(line, data.from(at), site_follows);
}

}  // namespace tapbond::text
