#include "decoders/causes/questions.h"

#include <tins/arp.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>

#include <algorithm>
#include <iterator>

#include "decoders/causes/key.h"
#include "decoders/core/ethertype.h"
#include "decoders/core/ip_protocol.h"

namespace tapbond::causes {
namespace {

using Tins::ARP;
using Tins::ICMP;
using Tins::ICMPv6;

// What keeps one protocol's keys apart from another's.
enum Domain : std::uint64_t { kEcho = 1, kTimeStamp, kArp, kNeighbour };

constexpr std::uint32_t kIcmpHeader = 8;

Spoken spoken(const KeyMaker& maker, bool answer, bool lasting = false) {
  return {.key = maker.key(), .answer = answer, .lasting = lasting};
}

void add_sides(KeyMaker& maker, const Packet& packet, bool answer) {
  maker.add(answer ? packet.destination : packet.source);
  maker.add(answer ? packet.source : packet.destination);
}

Spoken echo(const Packet& packet, Domain domain, bool answer) {
  if (packet.fragment && packet.payload.captured() == 0) return {};
  if (!packet.payload.has(0, kIcmpHeader)) return {};
  KeyMaker maker;
  maker.add(domain);
  add_sides(maker, packet, answer);
  maker.add(packet.payload.u32(4));  // identifier, sequence number
  return spoken(maker, answer, true);
}

bool is_error(std::uint8_t type) {
  return type == ICMP::DEST_UNREACHABLE || type == ICMP::SOURCE_QUENCH || type == ICMP::REDIRECT ||
         type == ICMP::TIME_EXCEEDED || type == ICMP::PARAM_PROBLEM;
}

bool is_error6(std::uint8_t type) {
  return type >= ICMPv6::DEST_UNREACHABLE && type <= ICMPv6::PARAM_PROBLEM;
}

struct UdpService {
  std::uint16_t port;
  Spoken (*spoken_in)(const Packet&);
};

constexpr UdpService kServices[] = {
    {53, spoken_in_dns},      {67, spoken_in_dhcp},     {68, spoken_in_dhcp},
    {123, spoken_in_ntp},     {161, spoken_in_snmp},    {546, spoken_in_dhcpv6},
    {547, spoken_in_dhcpv6},  {1645, spoken_in_radius}, {1646, spoken_in_radius},
    {1812, spoken_in_radius}, {1813, spoken_in_radius}, {3799, spoken_in_radius},
    {5353, spoken_in_dns},    {5355, spoken_in_dns},
};

}  // namespace

Spoken spoken_in(const Packet& packet) {
  switch (packet.kind == Packet::Kind::kArp ? 0 : packet.protocol) {
    case 0:
      return packet.kind == Packet::Kind::kArp ? spoken_in_arp(packet.payload) : Spoken{};
    case IpProtocol::PROTO_ICMP:
      return spoken_in_icmp(packet);
    case IpProtocol::PROTO_ICMPV6:
      return spoken_in_icmpv6(packet);
    case IpProtocol::PROTO_UDP:
      break;
    default:
      return {};
  }
  if (!packet.payload.has(0, 8)) return {};
  const std::uint16_t source = packet.payload.u16(0);
  const std::uint16_t destination = packet.payload.u16(2);
  for (const UdpService& service : kServices) {
    if (service.port == source || service.port == destination) return service.spoken_in(packet);
  }
  return {};
}

Spoken spoken_in_arp(Bytes data) {
  constexpr std::uint32_t kSize = 28;  // with Ethernet and IPv4 addresses
  if (!data.has(0, kSize) || data.u16(2) != Ethertype::IP || data.u16(4) != 0x0604) return {};
  const std::uint16_t operation = data.u16(6);
  if (operation != ARP::REQUEST && operation != ARP::REPLY) return {};
  const bool answer = operation == ARP::REPLY;
  const std::uint32_t sender = data.u32(14);
  const std::uint32_t target = data.u32(24);
  if (sender == target) return {};  // announces itself
  KeyMaker maker;
  maker.add(kArp);
  maker.add(data.u48(answer ? 18 : 8));  // the MAC address of who asks
  maker.add(answer ? target : sender);
  maker.add(answer ? sender : target);
  return spoken(maker, answer);
}

Spoken spoken_in_icmp(const Packet& packet) {
  if (packet.kind != Packet::Kind::kIpv4 || !packet.payload.has(0, 1)) return {};
  switch (packet.payload.u8(0)) {
    case ICMP::ECHO_REQUEST:
      return echo(packet, kEcho, false);
    case ICMP::ECHO_REPLY:
      return echo(packet, kEcho, true);
    case ICMP::TIMESTAMP_REQUEST:
      return echo(packet, kTimeStamp, false);
    case ICMP::TIMESTAMP_REPLY:
      return echo(packet, kTimeStamp, true);
    default:
      return {};
  }
}

Spoken spoken_in_icmpv6(const Packet& packet) {
  constexpr std::uint32_t kSolicited = 0x4000'0000;
  const Bytes& data = packet.payload;
  if (packet.kind != Packet::Kind::kIpv6 || !data.has(0, 1)) return {};
  const std::uint8_t type = data.u8(0);
  if (type == ICMPv6::ECHO_REQUEST) return echo(packet, kEcho, false);
  if (type == ICMPv6::ECHO_REPLY) return echo(packet, kEcho, true);
  const bool answer = type == ICMPv6::NEIGHBOUR_ADVERT;
  if ((type != ICMPv6::NEIGHBOUR_SOLICIT && !answer) || !data.has(0, 24)) return {};
  if (answer && (data.u32(4) & kSolicited) == 0) return {};
  KeyMaker maker;
  maker.add(kNeighbour);
  maker.add(answer ? packet.destination : packet.source);
  maker.add(data.u64(8));  // the target's address
  maker.add(data.u64(16));
  return spoken(maker, answer);
}

std::optional<Packet> quoted_in(const Packet& packet) {
  const Bytes& data = packet.payload;
  const bool v4 = packet.kind == Packet::Kind::kIpv4 && packet.protocol == IpProtocol::PROTO_ICMP;
  const bool v6 = packet.kind == Packet::Kind::kIpv6 && packet.protocol == IpProtocol::PROTO_ICMPV6;
  if ((!v4 && !v6) || !data.has(0, kIcmpHeader)) return std::nullopt;
  const std::uint8_t type = data.u8(0);
  const bool error = v4 ? is_error(type) : is_error6(type);
  Packet quoted;
  if (!error || !find_ip_packet(data.from(kIcmpHeader), quoted)) return std::nullopt;
  return quoted;
}

std::uint32_t identity_of(const Packet& packet) {
  if (packet.kind == Packet::Kind::kArp || !packet.payload.has(0, 8)) return 0;
  return identity_of(packet.protocol, packet.identification, packet.source.data(),
                     2 * packet.source.size(), packet.payload.raw(0, 8));
}

bool is_port_of_questions(std::uint16_t port) {
  return std::any_of(std::begin(kServices), std::end(kServices),
                     [port](const UdpService& service) { return service.port == port; });
}

}  // namespace tapbond::causes
