// The IP packet in an Ethernet frame, as far as a tunnel's end reads it: IPv4 (RFC 791) or IPv6
// with its extension headers (RFC 8200), behind any VLAN tags.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sensor/unwrap/inside.h"

namespace tapbond {

struct IpFragment {
  std::uint32_t id = 0;
  std::uint32_t offset = 0;  // bytes
  bool more = false;
};

struct IpPacket {
  IpAddress source{};
  IpAddress destination{};
  std::uint8_t protocol = 0;
  std::uint32_t payload = 0;   // where it begins in the frame
  std::uint32_t captured = 0;  // bytes of it; what pads a short frame is not
  std::uint32_t length = 0;    // bytes of it on the wire
  std::optional<IpFragment> fragment{};
};

// None where there is none, or it was cut in front of its payload.
std::optional<IpPacket> ip_packet_in_ethernet(std::span<const std::uint8_t> frame);

// The same of what begins with the IP header.
std::optional<IpPacket> ip_packet(std::span<const std::uint8_t> packet);

// How long an Ethernet frame was on the wire, as far as its IP header tells; 0: it does not.
std::uint32_t ethernet_length_by_ip(std::span<const std::uint8_t> frame);

}  // namespace tapbond
