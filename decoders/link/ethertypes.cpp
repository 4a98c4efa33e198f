// The table of ethertypes.
#include <algorithm>
#include <iterator>

#include "decoders/link/ethernet.h"
#include "decoders/link/link_payloads.h"
#include "decoders/link/ppp.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

void pppoe_payload(Line& line, Bytes data) { pppoe(line, data); }

struct Row {
  std::uint16_t type;
  void (*decode)(Line&, Bytes);
};

// clang-format off
constexpr Row kRows[] = {
    {0x0800, ipv4},          {0x0806, arp},
    {0x88cc, lldp},           {0x8035, arp},
    {0x86dd, ipv6},          {0x8847, mpls},          {0x8848, mpls},
    {0x8863, pppoe_payload}, {0x8864, pppoe_payload}, {0x3c12, pppoe_payload},
    {0x3c13, pppoe_payload}, {0x888e, eapol},
};
// clang-format on

}  // namespace

bool ethertype(Line& line, std::uint16_t type, Bytes payload, const LinkAddresses*) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [type](const Row& candidate) { return candidate.type == type; });
  if (row == std::end(kRows)) return false;
  row->decode(line, payload);
  return true;
}

}  // namespace tapbond::text
