// Everything that a link layer, or a tunnel, may carry.
#pragma once

#include "decoders/core/ip_context.h"
#include "decoders/core/names.h"

namespace tapbond::text {

extern const Names kIpProtocols;

void arp(Line& line, Bytes data);             // RFC 826, RFC 903, RFC 2390
void ipx(Line& line, Bytes data);             // Novell
void ipv4(Line& line, Bytes data);            // RFC 791
void ipv6(Line& line, Bytes data);            // RFC 8200
void mpls(Line& line, Bytes data);            // RFC 3032
void tipc(Line& line, Bytes data);            // Transparent Inter-Process Communication
void service_header(Line& line, Bytes data);  // RFC 8300
void any_ip(Line& line, Bytes data);          // version 4 or 6, as its first nibble says

// The payload of an IP packet, by protocol number.
void ip_payload(Line& line, Bytes payload, std::uint8_t protocol, const IpContext& ip);

// Whether the payload's decoder prints the addresses, since its ports go with them.
bool prints_own_addresses(std::uint8_t protocol);

// Each prints one extension header at the start of `data`. Gives its size, or nothing where the
// packet ends with it.
struct Extension {
  bool ends = false;
  std::uint32_t size = 0;
};
struct JumboPayload {
  bool found = false;
  std::uint32_t length = 0;  // of the payload; what the IPv6 header said where none was found
};
Extension hop_by_hop_options(Line& line, Bytes data, JumboPayload& jumbo);
Extension destination_options(Line& line, Bytes data);
Extension ipv6_fragment(Line& line, Bytes data, const IpContext& ip, std::uint32_t offset);
Extension ipv6_routing(Line& line, Bytes data);
void mobility(Line& line, Bytes data);  // RFC 6275

void gre(Line& line, Bytes data, const IpContext& ip);                    // RFC 2784
void authentication_header(Line& line, Bytes data, const IpContext& ip);  // RFC 4302
void encapsulated_payload(Line& line, Bytes data, const IpContext& ip);   // RFC 4303
void compressed_payload(Line& line, Bytes data, const IpContext& ip);     // RFC 3173

void mobile_ip(Line& line, Bytes data, const IpContext& ip);  // RFC 2004

void eigrp(Line& line, Bytes data, const IpContext& ip);  // RFC 7868
void igrp(Line& line, Bytes data, const IpContext& ip);   // Cisco
void rsvp(Line& line, Bytes data, const IpContext& ip);   // RFC 2205
void igmp(Line& line, Bytes data, const IpContext& ip);   // RFC 3376
void ospf(Line& line, Bytes data, const IpContext& ip);   // RFC 2328
void pim(Line& line, Bytes data, const IpContext& ip);    // RFC 7761
void vrrp(Line& line, Bytes data, const IpContext& ip);   // RFC 5798

void icmp(Line& line, Bytes data, const IpContext& ip);    // RFC 792, RFC 4884
void icmpv6(Line& line, Bytes data, const IpContext& ip);  // RFC 4443

}  // namespace tapbond::text
