// Minimal encapsulation of IP within IP (RFC 2004).
#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kShort = 8;
constexpr std::uint32_t kWithSource = 12;
constexpr unsigned kSourcePresent = 0x80;

}  // namespace

void mobile_ip(Line& line, Bytes data, const IpContext&) {
  line.protocol = "mobile";
  if (data.length() < kShort || !data.has(0, kWithSource)) return line.truncated();
  line.put("mobile: ");
  const unsigned protocol = data.u16(0);
  const bool source = (protocol & kSourcePresent) != 0;
  line.put(source ? "[S] " : "[] ");
  if (line.verbosity() > 0) {
    if (source) {
      put_ipv4(line, data, 8);
      line.put(' ');
    }
    put_ipv4(line, "> ", data, 4);
    line.print(" (oproto={})", protocol >> 8);
  }
  const std::uint32_t size = source ? kWithSource : kShort;
  if (checksum(data, size) != 0) line.print(" (bad checksum {})", data.u16(2));
}

}  // namespace tapbond::text
