// IPsec: AH (RFC 4302), ESP (RFC 4303) and IPComp (RFC 3173). What ESP and IPComp carry stays as it
// is: there are no keys here.
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kSecurityHeader = 8;  // of ESP, which is never without a payload

}  // namespace

void authentication_header(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "ah";
  if (data.captured() == 0) {
    line.truncated();
    return;
  }
  const std::uint8_t next = data.u8(0);
  line.put("AH");
  const std::uint32_t words = data.u8(1);
  line.put('(');
  if (line.verbosity() > 0) line.print("length={}({}-bytes),", words, (words + 2) * 4);
  const std::uint16_t reserved = data.u16(2);
  if (reserved != 0) line.print("reserved=0x{:x}[MustBeZero],", reserved);
  line.print("spi=0x{:08x},", data.u32(4));
  line.print("seq=0x{:x},", data.u32(8));
  const std::uint32_t value = words > 0 ? (words - 1) * 4 : 0;
  line.put("icv=0x");
  for (std::uint32_t i = 0; i < value && !line.cut(); ++i) line.print("{:02x}", data.u8(12 + i));
  line.put("): ");
  if (line.cut()) return;
  ip_payload(line, data.from((words + 2) * 4), next, ip);
}

void encapsulated_payload(Line& line, Bytes data, const IpContext&) {
  line.protocol = "esp";
  if (!data.has(0, kSecurityHeader + 1)) {
    line.truncated();
    return;
  }
  line.print("ESP(spi=0x{:08x},seq=0x{:x}), length {}", data.u32(0), data.u32(4), data.length());
}

void compressed_payload(Line& line, Bytes data, const IpContext&) {
  line.protocol = "ipcomp";
  line.put("IPComp(");
  if (!data.has(0, 4)) {
    line.truncated();
    return;
  }
  line.print("cpi=0x{:04x})", data.u16(2));
}

}  // namespace tapbond::text
