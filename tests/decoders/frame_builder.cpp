#include "frame_builder.h"

namespace tapbond::test {
namespace {

void put16(Octets& octets, std::size_t at, unsigned value) {
  octets[at] = static_cast<std::uint8_t>(value >> 8);
  octets[at + 1] = static_cast<std::uint8_t>(value);
}

unsigned sum(const Octets& octets) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) total += octets[i] << (i % 2 == 0 ? 8 : 0);
  while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
  return ~total & 0xffff;
}

Octets addresses(const Hosts& hosts) { return u32(hosts.source) + u32(hosts.destination); }

const Octets kAddresses6 = hex("20010db8000000000000000000000001 20010db8000000000000000000000002");

Octets with_checksum(Octets message, std::size_t at, const Octets& ends, unsigned protocol) {
  const auto size = static_cast<unsigned>(message.size());
  put16(message, at, sum(ends + u16(protocol) + u16(size) + message));
  return message;
}

Octets udp(unsigned source, unsigned destination, const Octets& payload, const Octets& ends) {
  const auto size = static_cast<unsigned>(payload.size() + 8);
  return with_checksum(u16(source) + u16(destination) + u16(size) + u16(0) + payload, 6, ends, 17);
}

Octets tcp(const Segment& segment, const Octets& ends) {
  const auto words = static_cast<unsigned>(5 + segment.options.size() / 4);
  return with_checksum(u16(segment.source) + u16(segment.destination) + u32(segment.sequence) +
                           u32(segment.acknowledged) + u16(words << 12 | segment.flags) +
                           u16(segment.window) + u16(0) + u16(0) + segment.options +
                           segment.payload,
                       16, ends, 6);
}

}  // namespace

Octets hex(std::string_view digits) {
  Octets result;
  unsigned value = 0;
  bool half = false;
  for (const char c : digits) {
    if (c == ' ') continue;
    value = value << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    if (half) result.push_back(static_cast<std::uint8_t>(value));
    half = !half;
  }
  return result;
}

Octets ascii(std::string_view text) { return {text.begin(), text.end()}; }

Octets operator+(Octets left, const Octets& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Octets u16(unsigned value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Octets u32(std::uint32_t value) { return u16(value >> 16) + u16(value & 0xffff); }

Octets ethernet(unsigned type, const Octets& payload) {
  return hex("020000000002 020000000001") + u16(type) + payload;
}

Octets ipv4(unsigned protocol, const Octets& payload, const Octets& options, const Hosts& hosts) {
  const auto words = static_cast<unsigned>(5 + options.size() / 4);
  const auto size = static_cast<unsigned>(words * 4 + payload.size());
  Octets header = u16(0x4000 | words << 8) + u16(size) + u16(1) + u16(0x4000) +
                  u16(64u << 8 | protocol) + u16(0) + addresses(hosts) + options;
  put16(header, 10, sum(header));
  return ethernet(0x0800, header + payload);
}

Octets ipv4_fragment(unsigned protocol, unsigned offset, bool more, const Octets& payload) {
  Octets frame = ipv4(protocol, payload);
  Octets header(frame.begin() + 14, frame.begin() + 34);
  put16(header, 6, offset / 8 | (more ? 0x2000u : 0u));
  put16(header, 10, 0);
  put16(header, 10, sum(header));
  return ethernet(0x0800, header + payload);
}

Octets ipv6(unsigned next, const Octets& payload) {
  return ethernet(0x86dd, u32(0x60000000) + u16(static_cast<unsigned>(payload.size())) +
                              u16(next << 8 | 64) + kAddresses6 + payload);
}

Octets udp4(unsigned source, unsigned destination, const Octets& payload, const Hosts& hosts) {
  return ipv4(17, udp(source, destination, payload, addresses(hosts)), {}, hosts);
}

Octets udp6(unsigned source, unsigned destination, const Octets& payload) {
  return ipv6(17, udp(source, destination, payload, kAddresses6));
}

Octets icmpv6(const Octets& message) {
  return ipv6(58, with_checksum(message, 2, kAddresses6, 58));
}

Octets tcp4(const Segment& segment, const Hosts& hosts) {
  return ipv4(6, tcp(segment, addresses(hosts)), {}, hosts);
}

Octets tcp6(const Segment& segment) { return ipv6(6, tcp(segment, kAddresses6)); }

}  // namespace tapbond::test
