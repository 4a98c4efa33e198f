// The table of ethertypes.
#include <algorithm>
#include <iterator>

#include "decoders/application/application.h"
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
    {0x0800, plain<ipv4>},
    {0x86dd, plain<ipv6>},
    {0xfefe, plain<osi_ethernet>},
    {0x0806, plain<arp>},
    {0x8035, plain<arp>},
    {0x8847, plain<mpls>},
    {0x8848, plain<mpls>},
    {0x8863, plain<pppoe_payload>},
    {0x8864, plain<pppoe_payload>},
    {0x3c12, plain<pppoe_payload>},
    {0x3c13, plain<pppoe_payload>},
    {0x886f, plain<msnlb>},
    {0x8137, plain<ipx_ethernet2>},
    {0x8808, plain<mpcp>},
    {0x8809, plain<slow_protocols>},
    {0x888e, plain<eapol>},
    {0x8899, realtek},
    {0x88a2, plain<aoe>},
    {0x88cc, plain<lldp>},
    {0x88f7, plain<ptp>},
    {0x8902, plain<cfm>},
    {0x9000, plain<loopback>},
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
