// VXLAN with a protocol of its own choice (draft-ietf-nvo3-vxlan-gpe).
#include "decoders/application/application.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 8;
constexpr Name kFlags[] = {{0x08, "I"}, {0x04, "P"}, {0x02, "B"}, {0x01, "O"}};
enum Next : std::uint8_t { kIpv4 = 1, kIpv6 = 2, kEthernet = 3, kServices = 4 };

}  // namespace

void vxlan_gpe(Line& line, Bytes data) {
  line.protocol = "vxlan_gpe";
  line.put("VXLAN-GPE, ");
  if (data.length() < kHeader) {
    line.print(" (len {} < {})", data.length(), kHeader);
    return line.invalid();
  }
  const unsigned flags = data.u8(0);
  line.put("flags [");
  put_bits(line, kFlags, flags, "none", "");
  line.put("], ");
  const std::uint32_t network = data.u32(4) >> 8;
  line.print("vni {}", network);
  line.put(line.verbosity() > 0 ? "\n    " : ": ");
  if (line.cut()) return;
  const Bytes rest = data.from(kHeader);
  switch (data.u8(3)) {
    case kIpv4:
      return ipv4(line, rest);
    case kIpv6:
      return ipv6(line, rest);
    case kEthernet:
      ethernet(line, rest);
      return;
    case kServices:
      return service_header(line, rest);
    default:
      line.put("ERROR: unknown-next-protocol");
      line.invalid();
  }
}

}  // namespace tapbond::text
