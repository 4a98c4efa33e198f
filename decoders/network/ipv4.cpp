#include "decoders/core/address.h"
#include "decoders/core/checksum.h"
#include "decoders/network/ipv4_options.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 20;
constexpr std::uint16_t kOffsetMask = 0x1fff;
constexpr std::uint16_t kMoreFragments = 0x2000;

constexpr Name kFragmentFlags[] = {{0x2000, "+"}, {0x4000, "DF"}, {0x8000, "rsvd"}};
constexpr std::string_view kCongestion[] = {"", ",ECT(1)", ",ECT(0)", ",CE"};

void put_addresses(Line& line, const IpContext& ip) {
  put_source(line, ip);
  line.put(" > ");
  put_destination(line, ip);
  line.put(": ");
}

// False where the packet ends in the options.
bool put_header(Line& line, Bytes packet, std::uint32_t header) {
  const std::uint8_t service = packet.u8(1);
  const std::uint16_t fragment = packet.u16(6);
  line.print("(tos 0x{:x}{}", service, kCongestion[service & 3]);
  if (const auto hops = packet.u8(8); hops >= 1) line.print(", ttl {}", hops);
  line.print(", id {}, offset {}, flags [", packet.u16(4), (fragment & kOffsetMask) * 8);
  put_bits(line, kFragmentFlags, fragment & 0xe000u, "none");
  line.put("], proto ");
  put_name(line, kIpProtocols, packet.u8(9), "unknown");
  line.print(" ({}), length {}", packet.u8(9), packet.u16(2));
  bool whole = true;
  if (header > kHeader) {
    line.put(", options (");
    whole = ipv4_options(line, packet.from(kHeader), header - kHeader);
    if (!whole) line.put(" [truncated-option]");
    line.put(')');
  }
  if (line.options.verify_checksums && packet.has(0, header)) {
    if (const auto sum = checksum(packet, header); sum != 0) {
      const std::uint16_t stored = packet.u16(10);
      line.print(", bad cksum {:x} (->{:x})!", stored, right_checksum(stored, sum));
    }
  }
  line.put(")\n    ");
  return whole;
}

}  // namespace

void ipv4(Line& line, Bytes data) {
  line.protocol = "ip";
  const unsigned version = data.u8(0) >> 4;
  if (version != 4 && !line.cut()) {
    if (version == 6) {
      line.put("IP6, wrong link-layer encapsulation");
    } else {
      line.print("IP{}", version);
    }
    line.invalid();
    return;
  }
  if (!line.options.link_header) line.put("IP ");
  if (!data.has(0, kHeader)) {
    line.truncated();
    return;
  }
  if (data.length() < kHeader) {
    line.print("truncated-ip {}", data.length());
    return;
  }
  const std::uint32_t header = (data.u8(0) & 15u) * 4;
  if (header < kHeader) {
    line.print("bad-hlen {}", header);
    return;
  }
  const std::uint32_t length = data.u16(2);
  if (data.length() < length) {
    line.print("truncated-ip - {} bytes missing! ", length - data.length());
  }
  if (length < header) {
    line.print("bad-len {}", length);
    return;
  }
  const Bytes packet = data.first(length);
  const std::uint16_t fragment = packet.u16(6);
  const std::uint8_t protocol = packet.u8(9);
  const IpContext ip{packet, 4, (fragment & kMoreFragments) != 0, packet.u8(8)};
  if (line.verbosity() > 0 && !put_header(line, packet, header)) {
    put_addresses(line, ip);
    line.truncated();
    return;
  }
  if ((fragment & kOffsetMask) != 0) {
    put_source(line, ip);
    line.put(" > ");
    put_destination(line, ip);
    line.print(": ip-proto-{}", protocol);
    return;
  }
  if (!prints_own_addresses(protocol)) put_addresses(line, ip);
  if (!packet.has(0, header)) {
    line.print(" [remaining caplen({}) < header length({})]", packet.captured(), header);
    line.cut_here();
    return;
  }
  ip_payload(line, packet.from(header), protocol, ip);
}

}  // namespace tapbond::text
