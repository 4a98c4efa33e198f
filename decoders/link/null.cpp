// BSD loopback: four bytes of address family before the packet.
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;

constexpr Name kFamilies[] = {
    {2, "IPv4"}, {6, "NS"},    {7, "ISO"},   {16, "Appletalk"},
    {23, "IPX"}, {24, "IPv6"}, {28, "IPv6"}, {30, "IPv6"},
};

void put_header(Line& line, std::uint32_t family, std::uint32_t length) {
  if (line.quick()) {
    put_name(line, kFamilies, family, "Unknown AF {}");
  } else {
    line.put("AF ");
    put_name(line, kFamilies, family, "Unknown");
    line.print(" ({})", family);
  }
  line.print(", length {}: ", length);
}

}  // namespace

void null_link(Line& line, Bytes frame) {
  line.protocol = "null";
  if (frame.captured() < kHeader) {
    line.cut_here();
    return;
  }
  // Written in the byte order of the capturing host, or of the network; families are small.
  std::uint32_t family = frame.le32(0);
  if (family > 0xffff) family = frame.u32(0);
  if (line.options.link_header) put_header(line, family, frame.length());
  const Bytes payload = frame.from(kHeader);
  switch (family) {
    case 2:
      ipv4(line, payload);
      break;
    case 24:
    case 28:
    case 30:
      ipv6(line, payload);
      break;
    default:
      if (!line.options.link_header) put_header(line, family, frame.length());
      put_unknown_payload(line, payload);
  }
  if (!line.cut()) line.link_bytes += kHeader;
}

}  // namespace tapbond::text
