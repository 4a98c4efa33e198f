// Optimized Link State Routing (RFC 3626): the packet's header.
#include "decoders/application/application.h"

namespace tapbond::text {

void olsr(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "olsr";
  line.print("OLSRv{}", ip.version);
  if (!data.has(0, 4)) {
    line.truncated();
    return;
  }
  const std::uint32_t length = std::min<std::uint32_t>(data.u16(0), data.length());
  line.print(", seq 0x{:04x}, length {}", data.u16(2), length);
}

}  // namespace tapbond::text
