// PPP over Ethernet (RFC 2516).
#include "decoders/core/names.h"
#include "decoders/link/ppp.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 6;
constexpr std::uint32_t kMostShown = 79;
constexpr std::uint8_t kInitiation = 9;

constexpr Name kCodes[] = {
    {9, "PADI"}, {7, "PADO"}, {25, "PADR"}, {101, "PADS"}, {167, "PADT"}, {0, ""},
};
constexpr Name kTags[] = {
    {0, "EOL"},
    {257, "Service-Name"},
    {258, "AC-Name"},
    {259, "Host-Uniq"},
    {260, "AC-Cookie"},
    {261, "Vendor-Specific"},
    {272, "Relay-Session-ID"},
    {288, "PPP-Max-Payload"},
    {513, "Service-Name-Error"},
    {514, "AC-System-Error"},
    {515, "Generic-Error"},
};

bool printable(char c) { return c >= ' ' && c < '\x7f'; }

void put_tag_value(Line& line, Bytes data, std::uint32_t at, std::uint32_t size) {
  if (data.raw(at, size) == nullptr) return;
  std::uint32_t plain = 0;
  const std::string_view text = data.seen(at, std::min(size, kMostShown));
  for (const char c : text) plain += printable(c) ? 1 : 0;
  if (plain > text.size() - plain) {
    line.put(" \"");
    for (const char c : text) line.put(printable(c) ? c : '.');
    line.put('"');
  } else {
    line.put(" 0x");
    for (std::uint32_t i = 0; i < size; ++i) line.print("{:02X}", data.u8(at + i));
  }
}

void put_tags(Line& line, Bytes data, std::uint32_t end) {
  std::uint16_t type = 0xffff;
  for (std::uint32_t at = kHeader; type != 0 && at < end && !line.cut();) {
    type = data.u16(at);
    const std::uint32_t size = data.u16(at + 2);
    at += 4;
    if (data.raw(at, size) == nullptr) return;
    line.put(" [");
    put_name(line, kTags, type, "TAG-0x{:x}");
    if (size > 0) put_tag_value(line, data, at, size);
    line.put(']');
    at += size;
  }
}

}  // namespace

std::uint32_t pppoe(Line& line, Bytes data) {
  line.protocol = "pppoe";
  if (data.length() < kHeader) {
    line.print(" (length {} < {})", data.length(), kHeader);
    line.invalid();
    return 0;
  }
  if (data.raw(0, kHeader) == nullptr) return 0;
  const std::uint8_t start = data.u8(0);
  const std::uint8_t code = data.u8(1);
  const std::uint16_t session = data.u16(2);
  std::uint32_t length = data.u16(4);
  if (start >> 4 != 1) line.print(" [ver {}]", start >> 4);
  if ((start & 15) != 1) line.print(" [type {}]", start & 15);
  line.put("PPPoE ");
  put_name(line, kCodes, code, "PAD-{:x}");
  if (code == kInitiation && length > 1484 - kHeader) line.print(" [len {}!]", length);
  const std::uint32_t there = data.length() - kHeader;
  if (length > there) {
    line.print(" [len {} > {}!]", length, there);
    length = there;
  }
  if (session != 0) line.print(" [ses 0x{:x}]", session);
  if (code != 0) {
    put_tags(line, data, kHeader + length);
    return kHeader;
  }
  line.put(' ');
  return kHeader + ppp(line, data.from(kHeader).claiming(length));
}

}  // namespace tapbond::text
