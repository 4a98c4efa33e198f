#include "sensor/checks/ethernet_frame.h"

#include <functional>
#include <string>
#include <string_view>

#include "decoders/core/bytes.h"
#include "sensor/unwrap/vlan_tag.h"

namespace tapbond {
namespace {

using text::Bytes;

constexpr std::uint16_t kIpv4 = 0x0800;
constexpr std::uint16_t kIpv6 = 0x86dd;
constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kIcmpv6 = 58;

// The two ends as they stand in the packet: address, and for TCP the port.
struct Ends {
  std::string from;
  std::string to;
};

Speech speech_between(const Ends& ends, bool answers) {
  const bool first = ends.from < ends.to;
  const std::string key = first ? ends.from + ends.to : ends.to + ends.from;
  return {std::hash<std::string>()(key), first, answers};
}

std::optional<Speech> read_transport(std::uint8_t protocol, Bytes data, Ends ends) {
  if (protocol == kTcp) {
    constexpr std::uint8_t kAck = 0x10;
    if (!data.has(0, 14)) return std::nullopt;
    ends.from += data.seen(0, 2);
    ends.to += data.seen(2, 2);
    return speech_between(ends, (data.u8(13) & kAck) != 0);
  }
  const bool v6 = protocol == kIcmpv6;
  if ((protocol != kIcmp && !v6) || !data.has(0, 1)) return std::nullopt;
  const std::uint8_t type = data.u8(0);
  const bool reply = type == (v6 ? 129 : 0);
  const bool request = type == (v6 ? 128 : 8);
  if (!reply && !request) return std::nullopt;
  return speech_between(ends, reply);
}

std::optional<Speech> read_network(std::uint16_t type, Bytes data) {
  const auto ends = [&](std::uint64_t offset, std::uint64_t size) {
    return Ends{std::string(data.seen(offset, size)), std::string(data.seen(offset + size, size))};
  };
  if (type == kIpv4 && data.has(0, 20)) {
    constexpr std::uint16_t kFragmentOffset = 0x1fff;
    if ((data.u16(6) & kFragmentOffset) != 0) return std::nullopt;
    return read_transport(data.u8(9), data.from((data.u8(0) & 15U) * 4), ends(12, 4));
  }
  if (type == kIpv6 && data.has(0, 40)) {
    return read_transport(data.u8(6), data.from(40), ends(8, 16));
  }
  return std::nullopt;
}

}  // namespace

std::optional<EthernetFrame> read_ethernet_frame(std::span<const std::uint8_t> bytes) {
  constexpr std::uint32_t kAddresses = 12;
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const Bytes data(bytes.data(), size, size, nullptr);
  if (!data.has(0, kAddresses + 2)) return std::nullopt;
  EthernetFrame frame{data.u48(0), data.u48(6)};
  Bytes rest = data.from(kAddresses);
  for (int tags = 0; tags < 2 && is_vlan_tag(rest.u16(0)); ++tags) rest = rest.from(4);
  frame.speech = read_network(rest.u16(0), rest.from(2));
  return frame;
}

}  // namespace tapbond
