// Broadcom's lawful-intercept shim.
#include "decoders/application/application.h"
#include "decoders/core/names.h"
#include "decoders/link/ethernet.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr Name kDirections[] = {
    {1, "unused"},
    {2, "egress"},
    {3, "ingress"},
};
enum Packet : std::uint8_t { kUndecided = 4, kIpv4, kIpv6, kEthernet };
constexpr Name kPackets[] = {
    {kUndecided, "undecided"},
    {kIpv4, "ipv4"},
    {kIpv6, "ipv6"},
    {kEthernet, "ethernet"},
};
constexpr Name kSubtypes[] = {
    {1, "single VLAN tag"},
    {2, "double VLAN tag"},
    {3, "untagged"},
};

void put_payload(Line& line, Bytes payload, unsigned packet) {
  const unsigned version = packet == kUndecided ? payload.u8(0) >> 4 : 0;
  if (packet == kIpv4 || version == 4) {
    ipv4(line, payload);
  } else if (packet == kIpv6 || version == 6) {
    ipv6(line, payload);
  } else if (packet == kEthernet) {
    ethernet(line, payload);
  } else if (packet == kUndecided) {
    line.put("unknown payload");
  } else {
    line.invalid();
  }
}

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
  put_name(line, kSubtypes, shim >> 22 & 7, "unknown");
  line.print(", li-id {}", shim & 0x3fffff);
  if (verbose) {
    line.put("\n    ");
    put_payload(line, data.from(4), shim >> 25 & 15);
  } else {
    data.raw(0, data.length());
  }
}

}  // namespace tapbond::text
