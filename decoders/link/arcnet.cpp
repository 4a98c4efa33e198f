// ARCNET (RFC 1201, and RFC 1051 before it), as BSD and as Linux hand it out.
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_payloads.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 3;
constexpr std::uint32_t kNewHeader = 6;
constexpr std::uint32_t kException = 4;  // bytes that a packet of an awkward size has more
constexpr std::uint8_t kExceptionFlag = 0xff;
constexpr std::uint32_t kLinuxOldHeader = 5;
constexpr std::uint32_t kLinuxHeader = 8;

enum Type : std::uint8_t {
  kOldIp = 0xf0,
  kOldArp = 0xf1,
  kIp = 0xd4,
  kArp = 0xd5,
  kReverseArp = 0xd6,
  kIpv6 = 0xc4,
  kIpx = 0xfa,
};
constexpr Name kTypes[] = {
    {kOldIp, "oldip"},     {kOldArp, "oldarp"}, {kIp, "ip"},   {kArp, "arp"},
    {kReverseArp, "rarp"}, {0xdd, "atalk"},     {kIpx, "ipx"}, {kIpv6, "ipv6"},
};

void put_addresses(Line& line, Bytes frame, std::uint8_t type) {
  line.print("{:02x} {:02x} ", frame.u8(0), frame.u8(1));
  if (line.quick()) return;
  put_name(line, kTypes, type, "{:02x}");
  line.put(' ');
}

void put_payload(Line& line, Bytes payload, std::uint8_t type) {
  switch (type) {
    case kOldIp:
    case kIp:
      return ipv4(line, payload);
    case kIpv6:
      return ipv6(line, payload);
    case kOldArp:
    case kArp:
    case kReverseArp:
      return arp(line, payload);
    case kIpx:
      if (!line.options.link_header) line.put("IPX ");
      return ipx(line, payload);
    default:
      put_hex_ascii_dump(line, payload.seen(0, payload.captured()));
  }
}

}  // namespace

void arcnet_link(Line& line, Bytes frame) {
  line.protocol = "arcnet";
  if (frame.captured() < kHeader) return line.cut_here();
  const std::uint8_t type = frame.u8(2);
  const bool told = line.options.link_header;
  if (type == kOldIp || type == kOldArp) {
    if (told) {
      put_addresses(line, frame, type);
      line.print("{}: ", frame.length());
    }
    put_payload(line, frame.from(kHeader), type);
    if (!line.cut()) line.link_bytes += kHeader;
    return;
  }
  const bool exception = frame.has(0, kNewHeader) && frame.u8(kHeader) == kExceptionFlag;
  const std::uint32_t size = kNewHeader + (exception ? kException : 0);
  if (frame.captured() < size) {
    put_addresses(line, frame, type);
    line.print("{}:  phds{}", frame.length(), exception ? " extended" : "");
    return line.cut_here();
  }
  const unsigned flag = frame.u8(size - 3);
  const std::uint16_t sequence = frame.u16(size - 2);
  if (told) {
    put_addresses(line, frame, type);
    if (!line.quick()) {
      line.print("seqid {:04x} ", sequence);
      if ((flag & 1) != 0) line.print("(first of {} fragments) ", flag / 2 + 2);
      if ((flag & 1) == 0 && flag != 0) line.print("(fragment {}) ", flag / 2 + 1);
    }
    line.print("{}: ", frame.length());
  }
  // Only the first fragment says what it carries.
  if ((flag & 1) == 0 && flag != 0) {
    line.link_bytes += size;
    return;
  }
  put_payload(line, frame.from(size), type);
  if (!line.cut()) line.link_bytes += size;
}

void arcnet_linux_link(Line& line, Bytes frame) {
  line.protocol = "arcnet_linux";
  if (frame.captured() < kLinuxOldHeader) return line.cut_here();
  const std::uint8_t type = frame.u8(4);
  const std::uint32_t size = type == kOldIp || type == kOldArp ? kLinuxOldHeader : kLinuxHeader;
  if (frame.captured() < size) return line.cut_here();
  if (line.options.link_header) {
    // What tcpdump shows for the type is the first byte of the offset.
    put_addresses(line, frame, frame.u8(2));
    line.print("{}: ", frame.length());
  }
  put_payload(line, frame.from(size), type);
  if (!line.cut()) line.link_bytes += size;
}

}  // namespace tapbond::text
