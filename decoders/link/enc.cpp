// OpenBSD's enc(4) interface: what IPsec did to a packet, in the byte order of the machine that
// captured it, and the packet.
#include <algorithm>
#include <bit>
#include <iterator>

#include "decoders/core/names.h"
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 12;
constexpr std::uint32_t kConfidential = 0x0400;
constexpr std::uint32_t kAuthentic = 0x0800;
constexpr Name kProtections[] = {{kAuthentic, "authentic"}, {kConfidential, "confidential"}};
constexpr std::uint32_t kIpv4 = 2;
// Of the BSDs, one each, and macOS's.
constexpr std::uint32_t kIpv6[] = {24, 28, 30};

}  // namespace

void enc_link(Line& line, Bytes frame) {
  line.protocol = "enc";
  if (frame.captured() < kHeader) {
    return line.truncated();
  }
  std::uint32_t family = frame.le32(0);
  std::uint32_t flags = frame.le32(8);
  // The family is small, so it tells the order.
  if ((family & 0xffff) == 0) {
    family = frame.u32(0);
    flags = frame.u32(8);
  }
  if (flags == 0) {
    line.put("(unprotected): ");
  } else {
    line.put('(');
    for (const Name& protection : kProtections) {
      if ((flags & protection.value) == 0) continue;
      line.put(protection.text);
      line.put(flags == protection.value ? "): " : ",");
      flags &= ~protection.value;
    }
  }
  line.print("SPI 0x{:08x}: ", frame.u32(4));
  const Bytes packet = frame.from(kHeader);
  if (family == kIpv4) {
    ipv4(line, packet);
  } else if (std::find(std::begin(kIpv6), std::end(kIpv6), family) != std::end(kIpv6)) {
    ipv6(line, packet);
  }
  if (!line.cut()) line.link_bytes += kHeader;
}

}  // namespace tapbond::text
