#include "sensor/unwrap/ip_packet.h"

#include <algorithm>

#include "sensor/unwrap/octets.h"
#include "sensor/unwrap/vlan_tag.h"

namespace tapbond {
namespace {

constexpr std::size_t kAddresses = 12;
constexpr std::size_t kTag = 4;
constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr int kMostExtensions = 8;

// Where what an Ethernet frame carries begins, where that is IP.
std::optional<std::size_t> ip_in_ethernet(Octets frame) {
  std::size_t type = kAddresses;
  while (frame.size() >= type + 2 && is_vlan_tag(be16(frame, type))) type += kTag;
  if (frame.size() < type + 2) return std::nullopt;
  const std::uint16_t carried = be16(frame, type);
  if (carried != 0x0800 && carried != 0x86dd) return std::nullopt;
  return type + 2;
}

IpAddress address(Octets bytes) {
  IpAddress address{.size = static_cast<std::uint8_t>(bytes.size())};
  std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
  return address;
}

void set_payload(IpPacket& packet, Octets bytes, std::size_t begin, std::size_t end) {
  packet.payload = static_cast<std::uint32_t>(begin);
  packet.length = static_cast<std::uint32_t>(end - begin);
  packet.captured = static_cast<std::uint32_t>(std::min(end, bytes.size()) - begin);
}

std::optional<IpPacket> ipv4(Octets bytes) {
  if (bytes.size() < kIpv4Header) return std::nullopt;
  const std::size_t header = std::size_t{bytes[0] & 0x0fU} * 4;
  const std::size_t total = be16(bytes, 2);
  if (header < kIpv4Header || header > bytes.size() || total < header) return std::nullopt;
  IpPacket packet;
  packet.source = address(bytes.subspan(12, 4));
  packet.destination = address(bytes.subspan(16, 4));
  packet.protocol = bytes[9];
  set_payload(packet, bytes, header, total);
  const std::uint16_t fragment = be16(bytes, 6);
  const bool more = (fragment & 0x2000) != 0;
  const std::uint32_t offset = (fragment & 0x1fffU) * 8;
  if (more || offset != 0) packet.fragment = {be16(bytes, 4), offset, more};
  return packet;
}

std::optional<IpPacket> ipv6(Octets bytes) {
  if (bytes.size() < kIpv6Header) return std::nullopt;
  IpPacket packet;
  packet.source = address(bytes.subspan(8, 16));
  packet.destination = address(bytes.subspan(24, 16));
  const std::size_t end = kIpv6Header + be16(bytes, 4);
  std::size_t at = kIpv6Header;
  std::uint8_t next = bytes[6];
  for (int i = 0; i < kMostExtensions; ++i) {
    const bool fragment = next == 44;
    if (!fragment && next != 0 && next != 43 && next != 60) break;
    if (at + 8 > std::min(end, bytes.size())) return std::nullopt;
    if (fragment) {
      const std::uint16_t word = be16(bytes, at + 2);
      packet.fragment = {be32(bytes, at + 4), word & 0xfff8U, (word & 1) != 0};
    }
    const std::size_t size = fragment ? 8 : (std::size_t{bytes[at + 1]} + 1) * 8;
    next = bytes[at];
    at += size;
  }
  if (at > std::min(end, bytes.size())) return std::nullopt;
  // An "atomic" fragment (RFC 6946) is a whole packet.
  if (packet.fragment && packet.fragment->offset == 0 && !packet.fragment->more) {
    packet.fragment.reset();
  }
  packet.protocol = next;
  set_payload(packet, bytes, at, end);
  return packet;
}

}  // namespace

std::optional<IpPacket> ip_packet(Octets packet) {
  if (packet.empty()) return std::nullopt;
  switch (packet[0] >> 4) {
    case 4:
      return ipv4(packet);
    case 6:
      return ipv6(packet);
    default:
      return std::nullopt;
  }
}

std::optional<IpPacket> ip_packet_in_ethernet(Octets frame) {
  const auto begin = ip_in_ethernet(frame);
  if (!begin) return std::nullopt;
  auto packet = ip_packet(frame.subspan(*begin));
  if (packet) packet->payload += static_cast<std::uint32_t>(*begin);
  return packet;
}

std::uint32_t ethernet_length_by_ip(Octets frame) {
  const auto begin = ip_in_ethernet(frame);
  if (!begin) return 0;
  const Octets packet = frame.subspan(*begin);
  if (packet.size() < 6) return 0;
  std::size_t length = 0;
  if (packet[0] >> 4 == 4) length = be16(packet, 2);
  if (packet[0] >> 4 == 6) length = kIpv6Header + be16(packet, 4);
  return length == 0 ? 0 : static_cast<std::uint32_t>(*begin + length);
}

}  // namespace tapbond
