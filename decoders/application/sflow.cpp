// sFlow version 5: the datagram's header.
#include "decoders/application/application.h"
#include "decoders/core/address.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kVersion = 5;

}  // namespace

void sflow(Line& line, Bytes data) {
  line.protocol = "sflow";
  const std::uint32_t version = data.u32(0);
  const std::uint32_t kind = data.u32(4);
  if (line.cut()) return;
  const bool ipv6 = kind == 2;
  const std::uint32_t agent = ipv6 ? 24 : 12;
  if (version != kVersion || data.raw(8, agent - 4) == nullptr) {
    line.print("sFlow version {} packet not supported", version);
    return;
  }
  line.print("sFlowv{}, {} agent ", version, ipv6 ? "IPv6" : "IPv4");
  if (ipv6) {
    put_ipv6(line, data, 8);
  } else {
    put_ipv4(line, data, 8);
  }
  line.print(", agent-id {}", data.u32(agent));
  if (line.verbosity() > 0) {
    line.print(", seqnum {}, uptime {}, samples {}", data.u32(agent + 4), data.u32(agent + 8),
               data.u32(agent + 12));
  }
  line.print(", length {}", data.length());
}

}  // namespace tapbond::text
