// PPP in which the octet stuffing of HDLC-like framing (RFC 1662, 4.2) was left.
#include <string>

#include "decoders/link/ppp.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr char kEscape = 0x7d;
constexpr char kFlip = 0x20;
constexpr std::uint16_t kAddressAndControl = 0xff03;
constexpr std::uint8_t kIpv4 = 0x21;  // protocol numbers that were compressed to a byte
constexpr std::uint8_t kIpv6 = 0x57;

std::string without_escapes(char first, std::string_view rest) {
  std::string plain;
  plain.reserve(1 + rest.size());
  bool escaped = false;
  const auto add = [&](char octet) {
    if (!escaped && octet == kEscape) {
      escaped = true;
      return;
    }
    plain.push_back(escaped ? static_cast<char>(octet ^ kFlip) : octet);
    escaped = false;
  };
  add(first);
  for (const char octet : rest) add(octet);
  return plain;
}

void put_plain(Line& line, Bytes data) {
  if (data.length() >= 1 && data.u8(0) == kIpv4) return ipv4(line, data.from(1));
  if (data.length() >= 1 && data.u8(0) == kIpv6) return ipv6(line, data.from(1));
  if (data.length() >= 2 && data.u16(0) == kAddressAndControl) data = data.from(2);
  if (data.length() < 2) {
    line.truncated();
    return;
  }
  const std::uint16_t protocol = data.u16(0);
  if (is_flag(protocol)) {
    line.print("(protocol 0x{:04x} invalid)", protocol);
  } else {
    ppp_payload(line, protocol, data.from(2));
  }
}

}  // namespace

void ppp_escaped(Line& line, std::uint8_t first, Bytes rest) {
  if (rest.length() == 0) return;
  const std::string plain =
      without_escapes(static_cast<char>(first), rest.seen(0, rest.captured()));
  const auto size = static_cast<std::uint32_t>(plain.size());
  put_plain(line, line.bytes(reinterpret_cast<const std::uint8_t*>(plain.data()), size, size));
}

}  // namespace tapbond::text
