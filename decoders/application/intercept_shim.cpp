// Broadcom's lawful-intercept shim.
#include "decoders/application/application.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"

namespace tapbond::text {
namespace {

constexpr Name kDirections[] = {
    {1, "unused"},
    {2, "egress"},
    {3, "ingress"},
};
constexpr Name kPackets[] = {
    {4, "undecided"},
    {5, "ipv4"},
    {6, "ipv6"},
    {7, "ethernet"},
};
constexpr Name kSubtypes[] = {
    {1, "single VLAN tag"},
    {2, "double VLAN tag"},
    {3, "untagged"},
};

}  // namespace

void intercept_shim(Line& line, Bytes data) {
  line.protocol = "bcm_li";
  if (data.length() < 4) {
    line.put("BCM-LI-SHIM: length");
    line.invalid();
    return;
  }
  const std::uint32_t shim = data.u32(0);
  if (line.cut()) return;
  const bool verbose = line.verbosity() > 0;
  line.put(verbose ? "\n    " : "");
  line.put("BCM-LI-SHIM: direction ");
  put_name(line, kDirections, shim >> 29 & 7, "unknown");
  line.put(", pkt-type ");
  put_name(line, kPackets, shim >> 25 & 15, "unknown");
  line.put(", pkt-subtype ");
  put_name(line, kSubtypes, shim >> 21 & 15, "unknown");
  line.print(", li-id {}", shim & 0x1fffff);
  if (!verbose) return;
  line.put("\n    ");
  if (find_name(kPackets, shim >> 25 & 15) == nullptr) {
    line.invalid();
    return;
  }
  ethernet(line, data.from(4));
}

}  // namespace tapbond::text
