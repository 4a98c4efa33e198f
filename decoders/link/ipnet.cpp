// Solaris's IP observability devices: the zones a packet goes between, and the packet.
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 24;
constexpr unsigned kIpv4 = 2;
constexpr unsigned kIpv6 = 26;
constexpr Name kFamilies[] = {{kIpv4, "IPv4"}, {kIpv6, "IPv6"}};

void put_header(Line& line, Bytes frame) {
  line.print("{} > {}", frame.u32(16), frame.u32(20));
  const unsigned family = frame.u8(1);
  if (line.quick()) {
    line.put(", ");
    put_name(line, kFamilies, family, "Unknown Ethertype (0x{:04x})");
  } else {
    line.put(", family ");
    put_name(line, kFamilies, family, "Unknown");
    line.print(" ({})", family);
  }
  line.print(", length {}: ", frame.length());
}

}  // namespace

void ipnet_link(Line& line, Bytes frame) {
  line.protocol = "ipnet";
  if (frame.captured() < kHeader) return line.cut_here();
  if (line.options.link_header) put_header(line, frame);
  const Bytes packet = frame.from(kHeader);
  switch (frame.u8(1)) {
    case kIpv4:
      ipv4(line, packet);
      break;
    case kIpv6:
      ipv6(line, packet);
      break;
    default:
      if (!line.options.link_header) put_header(line, frame);
      put_unknown_payload(line, packet);
  }
  if (!line.cut()) line.link_bytes += kHeader;
}

}  // namespace tapbond::text
