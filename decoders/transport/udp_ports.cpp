// The table of UDP ports, in order of precedence: where both ports are known, the earlier row wins.
#include <array>

#include "decoders/application/application.h"
#include "decoders/network/network.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

enum class Side : std::uint8_t { kEither, kSource, kDestination };

struct Row {
  std::uint16_t port;
  void (*decode)(Line&, const Datagram&);
  Side side = Side::kEither;
};

template <void (*decode)(Line&, Bytes)>
void plain(Line& line, const Datagram& datagram) {
  decode(line, datagram.data);
}

template <void (*decode)(Line&, Bytes, const IpContext&)>
void with_ip(Line& line, const Datagram& datagram) {
  decode(line, datagram.data, datagram.ip);
}

// clang-format off
constexpr Row kRows[] = {
    {53, plain<dns>},
    {5353, plain<mdns>},
    {525, plain<timed>},
    {69, plain<tftp>},
    {68, plain<bootp>},
    {67, plain<bootp>},
    {520, plain<rip>},
    {500, with_ip<isakmp>},
    {4500, with_ip<udp_encapsulation>},
    {7500, with_ip<isakmp>},
    {8500, with_ip<isakmp>},
    {161, plain<snmp>},
    {162, plain<snmp>},
    {123, plain<ntp>},
    {88, plain<kerberos>},
    {750, plain<kerberos>},
    {1701, plain<l2tp>},
    {7000, rx}, {7001, rx}, {7002, rx}, {7003, rx}, {7004, rx}, {7005, rx}, {7006, rx}, {7007, rx},
    {7008, rx}, {7009, rx},
    {521, plain<ripng>},
    {546, plain<dhcpv6>},
    {547, plain<dhcpv6>},
    {5359, plain<ahcp>},
    {6696, plain<babel>},
    {6697, plain<babel>},
    {1812, plain<radius>},
    {1813, plain<radius>},
    {1645, plain<radius>},
    {1646, plain<radius>},
    {1700, plain<radius>},
    {3799, plain<radius>},
    {1985, plain<hsrp>, Side::kDestination},
    {646, plain<ldp>},
    {698, with_ip<olsr>},
    {3503, plain<lsp_ping>},
    {49152, plain<intercept_shim>, Side::kSource},
    {3784, plain<bfd_control>, Side::kDestination},
    {3785, plain<bfd_echo>, Side::kDestination},
    {4784, plain<bfd_multihop>, Side::kDestination},
    {6784, plain<bfd_aggregate>, Side::kDestination},
    {701, plain<lmp>},
    {1589, plain<vqp>},
    {6343, plain<sflow>},
    {5060, plain<sip>},
    {514, plain<syslog>},
    {8472, plain<otv>},
    {4789, plain<vxlan>},
    {6081, plain<geneve>},
    {4342, plain<lisp>},
    {4790, plain<vxlan_gpe>},
    {6635, plain<mpls>},
    {319, plain<ptp>},
    {320, plain<ptp>},
    {30490, plain<someip>},
};
// clang-format on

// For each port its first row, counted from 1; 0 for none.
using Ranks = std::array<std::uint8_t, 65536>;

Ranks rank(bool as_source) {
  Ranks ranks{};
  std::uint8_t place = 0;
  for (const Row& row : kRows) {
    ++place;
    if (row.side == (as_source ? Side::kDestination : Side::kSource)) continue;
    if (ranks[row.port] == 0) ranks[row.port] = place;
  }
  return ranks;
}

const Ranks kBySource = rank(true);
const Ranks kByDestination = rank(false);

}  // namespace

void chosen_udp_payload(Line& line, const Datagram& datagram) {
  switch (line.options.payload) {
    case Payload::kDomain:
      return dns(line, datagram.data);
    case Payload::kLmp:
      return lmp(line, datagram.data);
    case Payload::kPgm:
      return pgm(line, datagram.data, datagram.ip);
    case Payload::kPtp:
      return ptp(line, datagram.data);
    case Payload::kRadius:
      return radius(line, datagram.data);
    case Payload::kSnmp:
      return snmp(line, datagram.data);
    case Payload::kTftp:
      return tftp(line, datagram.data);
    case Payload::kVxlan:
      return vxlan(line, datagram.data);
    case Payload::kByPort:
    case Payload::kResp:
      return;
  }
}

bool udp_payload(Line& line, const Datagram& datagram) {
  unsigned place = kBySource[datagram.source];
  const unsigned other = kByDestination[datagram.destination];
  if (place == 0 || (other != 0 && other < place)) place = other;
  if (place == 0) return false;
  kRows[place - 1].decode(line, datagram);
  return true;
}

}  // namespace tapbond::text
