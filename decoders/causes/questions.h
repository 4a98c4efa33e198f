// What a packet asks or answers, in the protocols in which an answer names its question.
#pragma once

#include <optional>

#include "decoders/causes/packet.h"
#include "decoders/causes/question_table.h"

namespace tapbond::causes {

// By protocol, and for UDP by port. Says nothing for what is neither question nor answer, or was
// cut before it could be told.
Spoken spoken_in(const Packet& packet);

Spoken spoken_in_arp(Bytes data);               // RFC 826
Spoken spoken_in_icmp(const Packet& packet);    // RFC 792: echo, time stamp
Spoken spoken_in_icmpv6(const Packet& packet);  // RFC 4443: echo; RFC 4861: neighbour solicitation
Spoken spoken_in_dns(const Packet& packet);     // RFC 1035; RFC 4795, LLMNR; RFC 6762, mDNS
Spoken spoken_in_dhcp(const Packet& packet);    // RFC 2131
Spoken spoken_in_dhcpv6(const Packet& packet);  // RFC 8415
Spoken spoken_in_ntp(const Packet& packet);     // RFC 5905
Spoken spoken_in_snmp(const Packet& packet);    // RFC 1157, RFC 3416, RFC 3412
Spoken spoken_in_radius(const Packet& packet);  // RFC 2865, RFC 2866, RFC 5176

// The packet that an ICMP error quotes, where it is one (RFC 792, RFC 4443); and what tells such a
// packet from others, which any IP packet has. The error is its effect.
std::optional<Packet> quoted_in(const Packet& packet);
std::uint64_t identity_of(const Packet& packet);

}  // namespace tapbond::causes
