// The table of protocols over IP.
#include <array>

#include "decoders/core/ip_protocol.h"
#include "decoders/network/network.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

constexpr Name kNames[] = {
    {IpProtocol::PROTO_HOPOPTS, "Options"},
    {IpProtocol::PROTO_ICMP, "ICMP"},
    {IpProtocol::PROTO_IGMP, "IGMP"},
    {IpProtocol::PROTO_IPIP, "IPIP"},
    {IpProtocol::PROTO_TCP, "TCP"},
    {IpProtocol::PROTO_EGP, "EGP"},
    {IpProtocol::kIgrp, "IGRP"},
    {IpProtocol::PROTO_UDP, "UDP"},
    {IpProtocol::PROTO_DCCP, "DCCP"},
    {IpProtocol::PROTO_IPV6, "IPv6"},
    {IpProtocol::PROTO_ROUTING, "Routing"},
    {IpProtocol::PROTO_FRAGMENT, "Fragment"},
    {IpProtocol::PROTO_RSVP, "RSVP"},
    {IpProtocol::PROTO_GRE, "GRE"},
    {IpProtocol::PROTO_ESP, "ESP"},
    {IpProtocol::PROTO_AH, "AH"},
    {IpProtocol::kMobileIp, "Mobile IP"},
    {IpProtocol::PROTO_ICMPV6, "ICMPv6"},
    {IpProtocol::kOldMobileIp, "Mobile IP (old)"},
    {IpProtocol::kEigrp, "EIGRP"},
    {IpProtocol::kOspf, "OSPF"},
    {IpProtocol::PROTO_PIM, "PIM"},
    {IpProtocol::PROTO_COMP, "Compressed IP"},
    {IpProtocol::kVrrp, "VRRP"},
    {IpProtocol::kPgm, "PGM"},
    {IpProtocol::PROTO_SCTP, "SCTP"},
    {IpProtocol::kMobility, "Mobility"},
    {IpProtocol::kEthernet, "Ethernet"},
};

void nested_ipv4(Line& line, Bytes data, const IpContext&) { ipv4(line, data); }
void nested_ipv6(Line& line, Bytes data, const IpContext&) { ipv6(line, data); }
void nothing(Line& line, Bytes, const IpContext&) { line.put("no next header"); }

struct Row {
  std::uint8_t protocol;
  unsigned only;  // the IP version that may carry it; 0 for both
  void (*decode)(Line&, Bytes, const IpContext&);
};

// clang-format off
constexpr Row kRows[] = {
    {IpProtocol::PROTO_ICMP, 4, icmp},
    {IpProtocol::PROTO_IPIP, 0, nested_ipv4},
    {IpProtocol::PROTO_TCP, 0, tcp},
    {IpProtocol::PROTO_UDP, 0, udp},
    {IpProtocol::PROTO_IPV6, 0, nested_ipv6},
    {IpProtocol::PROTO_GRE, 0, gre},
    {IpProtocol::PROTO_ESP, 0, encapsulated_payload},
    {IpProtocol::PROTO_AH, 0, authentication_header},
    {IpProtocol::PROTO_ICMPV6, 6, icmpv6},
    {IpProtocol::PROTO_NONE, 0, nothing},
    {IpProtocol::PROTO_COMP, 0, compressed_payload},
    {IpProtocol::PROTO_IGMP, 4, igmp},
    {IpProtocol::kMobileIp, 0, mobile_ip},
    {IpProtocol::kIgrp, 0, igrp},
    {IpProtocol::kEigrp, 0, eigrp},
    {IpProtocol::kOspf, 0, ospf},
    {IpProtocol::PROTO_PIM, 0, pim},
    {IpProtocol::kVrrp, 0, vrrp},
    {IpProtocol::PROTO_DCCP, 0, dccp},
    {IpProtocol::PROTO_RSVP, 0, rsvp},
    {IpProtocol::PROTO_SCTP, 0, sctp},
    {IpProtocol::kPgm, 0, pgm},
};
// clang-format on

constexpr auto kByProtocol = [] {
  std::array<const Row*, 256> table{};
  for (const Row& row : kRows) table[row.protocol] = &row;
  return table;
}();

}  // namespace

constinit const Names kIpProtocols = kNames;

bool prints_own_addresses(std::uint8_t protocol) {
  return protocol == IpProtocol::PROTO_TCP || protocol == IpProtocol::PROTO_UDP ||
         protocol == IpProtocol::PROTO_SCTP || protocol == IpProtocol::PROTO_DCCP;
}

void ip_payload(Line& line, Bytes payload, std::uint8_t protocol, const IpContext& ip) {
  const Row* row = kByProtocol[protocol];
  if (row == nullptr) {
    line.print(" ip-proto-{} {}", protocol, payload.length());
    return;
  }
  if (row->only != 0 && row->only != ip.version) {
    line.put('[');
    put_name(line, kIpProtocols, protocol, "unknown");
    line.print(" requires IPv{}]", row->only);
    line.invalid();
    return;
  }
  if (line.depth >= Line::kMostNested) {
    line.cut_here();
    return;
  }
  ++line.depth;
  row->decode(line, payload, ip);
  --line.depth;
}

}  // namespace tapbond::text
