// The Virtual Router Redundancy Protocol (RFC 3768, RFC 5798).
#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/core/escape.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kSimple = 1;
constexpr Name kTypes[] = {{1, "Advertisement"}};
constexpr Name kAuthentications[] = {{0, "none"}, {1, "simple"}, {2, "ah"}};

void put_details(Line& line, Bytes data, const IpContext& ip, unsigned version) {
  const std::uint32_t length = data.length();
  if (data.has(0, length)) {
    const auto sum = version == 2 ? checksum(data, length)
                                  : checksum(ip, data, length, length, IpProtocol::kVrrp);
    if (sum != 0) line.print(", (bad vrrp cksum {:x})", data.u16(6));
  }
  const std::uint32_t count = data.u8(3);
  line.put(", addrs");
  if (count > 1) line.print("({})", count);
  line.put(':');
  std::uint32_t at = 8;
  const std::uint32_t size = ip.version == 6 ? 16 : 4;
  for (std::uint32_t i = 0; i < count && data.raw(at, size) != nullptr; ++i) {
    line.put(i == 0 ? ' ' : ',');
    if (ip.version == 6) {
      put_ipv6(line, data, at);
    } else {
      put_ipv4(line, data, at);
    }
    at += size;
  }
  if (version == 2 && data.u8(4) == kSimple) {
    line.put(" auth \"");
    put_string(line, data, at, 8);
    line.put('"');
  }
}

}  // namespace

void vrrp(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "vrrp";
  line.put("VRRP");
  const unsigned version = data.u8(0) >> 4;
  const unsigned type = data.u8(0) & 15u;
  line.print("v{}, ", version);
  put_name(line, kTypes, type, "unknown type ({})");
  if (ip.hops != 255) line.print(", (ttl {})", ip.hops);
  if (version < 2 || version > 3 || type != 1) return;
  line.print(", vrid {}, prio {}", data.u8(1), data.u8(2));
  if (version == 2) {
    const std::uint8_t authentication = data.u8(4);
    line.put(", authtype ");
    put_name(line, kAuthentications, authentication, "#{}");
    line.print(", intvl {}s, length {}", data.u8(5), data.length());
  } else {
    line.print(", intvl {}cs, length {}", data.u16(4) & 0x0fff, data.length());
  }
  if (line.verbosity() > 0) put_details(line, data, ip, version);
}

}  // namespace tapbond::text
