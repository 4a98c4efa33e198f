// OSPF version 2 (RFC 2328) and 3 (RFC 5340): the header.
#include "decoders/core/names.h"
#include "decoders/network/network.h"
#include "decoders/network/ospf_packet.h"
#include "decoders/network/ospf_v2.h"
#include "decoders/network/ospf_v3.h"

namespace tapbond::text {
namespace {

constexpr Name kTypes[] = {
    {kOspfHello, "Hello"},           {kOspfDescription, "Database Description"},
    {kOspfRequest, "LS-Request"},    {kOspfUpdate, "LS-Update"},
    {kOspfAcknowledgment, "LS-Ack"},
};

constexpr std::uint32_t kAuthentication = 14;
constexpr std::uint32_t kDigestSize = 19;
constexpr std::uint16_t kDigest = 2;

}  // namespace

void ospf(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = ip.version == 6 ? "ospf3" : "ospf2";
  const unsigned version = data.u8(0);
  const std::uint8_t type = data.u8(1);
  if (line.cut()) {
    if (ip.version != 6) line.settle_cut();
    return;
  }
  // A digest comes after the packet, and is no part of what it says of its length.
  if (version == 2 && data.has(0, kDigestSize + 1) && data.u16(kAuthentication) == kDigest) {
    const std::uint32_t digest = data.u8(kDigestSize);
    data = data.first(data.length() > digest ? data.length() - digest : 0);
  }
  line.print("OSPFv{}, ", version);
  const Name* name = find_name(kTypes, type);
  if (version == 3) {
    put_name(line, kTypes, type, "unknown packet type ({})");
  } else {
    put_name(line, kTypes, type, "unknown LS-type {}");
  }
  line.print(", length {}", data.length());
  if (line.verbosity() == 0 || name == nullptr) return;
  if (version == 2) ospf_v2(line, data);
  if (version == 3) ospf_v3(line, data);
}

}  // namespace tapbond::text
