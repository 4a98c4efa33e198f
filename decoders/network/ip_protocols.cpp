// The table of protocols over IP.
#include <tins/constants.h>

#include <array>

#include "decoders/network/network.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

using Protocol = Tins::Constants::IP;

constexpr Name kNames[] = {
    {0, "Options"},
    {1, "ICMP"},
    {2, "IGMP"},
    {4, "IPIP"},
    {6, "TCP"},
    {8, "EGP"},
    {9, "IGRP"},
    {17, "UDP"},
    {33, "DCCP"},
    {41, "IPv6"},
    {43, "Routing"},
    {44, "Fragment"},
    {46, "RSVP"},
    {47, "GRE"},
    {50, "ESP"},
    {51, "AH"},
    {55, "Mobile IP"},
    {58, "ICMPv6"},
    {62, "Mobile IP (old)"},
    {88, "EIGRP"},
    {89, "OSPF"},
    {103, "PIM"},
    {108, "Compressed IP"},
    {112, "VRRP"},
    {113, "PGM"},
    {132, "SCTP"},
    {135, "Mobility"},
    {143, "Ethernet"},
};

// Protocols that libtins has no name for.
constexpr std::uint8_t kEigrp = 88;
constexpr std::uint8_t kOspf = 89;
constexpr std::uint8_t kPim = 103;
constexpr std::uint8_t kVrrp = 112;
constexpr std::uint8_t kPgm = 113;

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
    {Protocol::PROTO_ICMP, 4, icmp},
    {Protocol::PROTO_IPIP, 0, nested_ipv4},
    {Protocol::PROTO_TCP, 0, tcp},
    {Protocol::PROTO_UDP, 0, udp},
    {Protocol::PROTO_IPV6, 0, nested_ipv6},
    {Protocol::PROTO_GRE, 0, gre},
    {Protocol::PROTO_ESP, 0, encapsulated_payload},
    {Protocol::PROTO_AH, 0, authentication_header},
    {Protocol::PROTO_ICMPV6, 6, icmpv6},
    {Protocol::PROTO_NONE, 0, nothing},
    {Protocol::PROTO_COMP, 0, compressed_payload},
    {Protocol::PROTO_IGMP, 4, igmp},
    {kEigrp, 0, eigrp},
    {kOspf, 0, ospf},
    {kPim, 0, pim},
    {kVrrp, 0, vrrp},
    {Protocol::PROTO_DCCP, 0, dccp},
    {Protocol::PROTO_RSVP, 0, rsvp},
    {Protocol::PROTO_SCTP, 0, sctp},
    {kPgm, 0, pgm},
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
  return protocol == Protocol::PROTO_TCP || protocol == Protocol::PROTO_UDP ||
         protocol == Protocol::PROTO_SCTP || protocol == Protocol::PROTO_DCCP;
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
