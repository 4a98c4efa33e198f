// The table of ethertypes.
#include <algorithm>
#include <iterator>

#include "decoders/application/application.h"
#include "decoders/core/ethertype.h"
#include "decoders/link/ethernet.h"
#include "decoders/link/link_payloads.h"
#include "decoders/link/ppp.h"
#include "decoders/network/network.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

void pppoe_payload(Line& line, Bytes data) { pppoe(line, data); }

// Told from Novell's other framings by name.
void ipx_ethernet2(Line& line, Bytes data) {
  line.put("(NOV-ETHII) ");
  ipx(line, data);
}

// Behind a byte that fills up.
void osi_ethernet(Line& line, Bytes data) {
  if (data.length() == 0 || data.captured() == 0) {
    line.protocol = "isoclns";
    return line.truncated();
  }
  osi(line, data.from(1));
}

struct Row {
  std::uint16_t type;
  void (*decode)(Line&, Bytes, const LinkAddresses*);
};

template <void (*decode)(Line&, Bytes)>
void plain(Line& line, Bytes payload, const LinkAddresses*) {
  decode(line, payload);
}

constexpr Row kRows[] = {
    {Ethertype::IP, plain<ipv4>},
    {Ethertype::IPV6, plain<ipv6>},
    {Ethertype::kOsi, plain<osi_ethernet>},
    {Ethertype::ARP, plain<arp>},
    {Ethertype::REVARP, plain<arp>},
    {Ethertype::MPLS, plain<mpls>},
    {Ethertype::kMplsUpstream, plain<mpls>},
    {Ethertype::PPPOED, plain<pppoe_payload>},
    {Ethertype::PPPOES, plain<pppoe_payload>},
    {Ethertype::kOldPppoeDiscovery, plain<pppoe_payload>},
    {Ethertype::kOldPppoeSession, plain<pppoe_payload>},
    {Ethertype::kNetworkLoadBalancing, plain<msnlb>},
    {Ethertype::IPX, plain<ipx_ethernet2>},
    {Ethertype::kControl, plain<mpcp>},
    {Ethertype::kSlow, plain<slow_protocols>},
    {Ethertype::EAPOL, plain<eapol>},
    {Ethertype::kRealtek, realtek},
    {Ethertype::kAtaOverEthernet, plain<aoe>},
    {Ethertype::kAppleTalkResolution, plain<aarp>},
    {Ethertype::kLldp, plain<lldp>},
    {Ethertype::kPtp, plain<ptp>},
    {Ethertype::kCfm, plain<cfm>},
    {Ethertype::kGeoNetworking, geonetworking},
    {Ethertype::kCalmFast, calm_fast},
    {Ethertype::kTipc, plain<tipc>},
    {Ethertype::kServiceHeader, plain<service_header>},
    {Ethertype::LOOPBACK, plain<loopback>},
};

}  // namespace

bool ethertype(Line& line, std::uint16_t type, Bytes payload, const LinkAddresses* addresses) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [type](const Row& candidate) { return candidate.type == type; });
  if (row == std::end(kRows)) return false;
  row->decode(line, payload, addresses);
  return true;
}

}  // namespace tapbond::text
