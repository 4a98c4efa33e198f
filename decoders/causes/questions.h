// What a packet asks or answers, in the protocols in which an answer names its question.
#pragma once

#include <optional>

#include "decoders/causes/octets.h"
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
std::uint32_t identity_of(const Packet& packet);

// The same of an IP packet's parts: the identification is IPv4's, the addresses are eight bytes or
// 32 next to each other, and what they begin with are eight bytes.
inline std::uint32_t identity_of(std::uint8_t protocol, std::uint16_t identification,
                                 const std::uint8_t* addresses, std::size_t address_bytes,
                                 const std::uint8_t* payload) {
  // For each packet, so a quick mix will do: the ids and ports that differ from packet to packet
  // are spread well, and two packets that look the same cost a piece of evidence.
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
  std::uint64_t mixed = (std::uint64_t{protocol} << 16 | identification) * kOdd;
  const auto mix = [&mixed](const std::uint8_t* word) {
    mixed = (mixed ^ mixed >> 29 ^ as_it_lies<std::uint64_t>(word)) * kOdd;
  };
  mix(payload);  // ports, and what RFC 792 has quoted of the rest
  for (std::size_t at = 0; at < address_bytes; at += 8) mix(addresses + at);
  return static_cast<std::uint32_t>(mixed >> 32) | 1;
}

// Whether datagrams from or to that port can be questions or answers.
bool is_port_of_questions(std::uint16_t port);

}  // namespace tapbond::causes
