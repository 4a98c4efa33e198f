#include "decoders/application/nfs.h"
#include "decoders/core/checksum.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;

void put_checksum(Line& line, Bytes data, const IpContext& ip, std::uint32_t length) {
  const std::uint16_t stored = data.u16(6);
  if (ip.version == 4) {
    if (line.verbosity() < 2) return;
    if (stored == 0) {
      line.put("[no cksum] ");
      return;
    }
  } else if (ip.header.u16(4) == 0) {
    return;
  }
  if (!data.has(kHeader, length)) return;
  const std::uint32_t size = length + kHeader;
  if (const auto sum = checksum(ip, data, size, size, IpProtocol::PROTO_UDP); sum != 0) {
    line.print("[bad udp cksum 0x{:04x} -> 0x{:04x}!] ", stored, right_checksum(stored, sum));
  } else {
    line.put("[udp sum ok] ");
  }
}

}  // namespace

void udp(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "udp";
  if (!data.has(0, 4)) {
    if (ip.protocol() == IpProtocol::PROTO_UDP) {
      put_source(line, ip);
      line.put(" > ");
      put_destination(line, ip);
      line.put(": ");
    }
    line.truncated();
    return;
  }
  const std::uint16_t source = data.u16(0);
  const std::uint16_t destination = data.u16(2);
  put_endpoints(line, ip, IpProtocol::PROTO_UDP, source, destination);
  if (data.length() < kHeader) {
    line.print("truncated-udp {}", data.length());
    return;
  }
  if (!data.has(0, 6)) {
    line.truncated();
    return;
  }
  std::uint32_t claimed = data.u16(4);
  if (claimed == 0 && data.length() > 0xffff) claimed = data.length();  // RFC 2675
  if (claimed < kHeader) {
    line.print("truncated-udplength {}", claimed);
    return;
  }
  claimed -= kHeader;
  const std::uint32_t length = std::min(claimed, data.length() - kHeader);
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  const Datagram datagram{data.from(kHeader).claiming(length), ip, source, destination};
  if (line.options.payload != Payload::kByPort) return chosen_udp_payload(line, datagram);
  if (!line.quick() && nfs(line, datagram, datagram.data, "")) return;
  if (line.verbosity() > 0 && line.options.verify_checksums && !ip.fragmented) {
    put_checksum(line, data, ip, length);
  }
  if (!line.quick() && udp_payload(line, datagram)) return;
  if (claimed > length && !ip.fragmented) {
    line.print("UDP, bad length {} > {}", claimed, length);
  } else {
    line.put("UDP, length ");
    line.dec(claimed);
  }
}

}  // namespace tapbond::text
