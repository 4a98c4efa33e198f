// Frames built byte by byte.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tapbond::test {

using Octets = std::vector<std::uint8_t>;

Octets hex(std::string_view digits);  // spaces are left out
Octets ascii(std::string_view text);
Octets operator+(Octets left, const Octets& right);
Octets u16(unsigned value);
Octets u32(std::uint32_t value);

// From 02:00:00:00:00:01 to 02:00:00:00:00:02.
Octets ethernet(unsigned type, const Octets& payload);

// IPv4 addresses of a packet.
struct Hosts {
  std::uint32_t source = 0xc0000201;       // 192.0.2.1
  std::uint32_t destination = 0xc0000202;  // 192.0.2.2
  Hosts reversed() const { return {destination, source}; }
};

// Between the hosts, ID 1, TTL 64, or from 2001:db8::1 to 2001:db8::2, hop limit 64. The checksums
// of all of them are right.
Octets ipv4(unsigned protocol, const Octets& payload, const Octets& options = {},
            const Hosts& hosts = {});
Octets ipv4_fragment(unsigned protocol, unsigned offset, bool more, const Octets& payload);
Octets ipv6(unsigned next, const Octets& payload);
Octets udp4(unsigned source, unsigned destination, const Octets& payload, const Hosts& hosts = {});
Octets udp6(unsigned source, unsigned destination, const Octets& payload);
Octets icmpv6(const Octets& message);  // its checksum filled in

struct Segment {
  unsigned source = 40000;
  unsigned destination = 443;
  std::uint32_t sequence = 1000;
  std::uint32_t acknowledged = 0;
  unsigned flags = 0x02;
  Octets options = {};
  Octets payload = {};
  unsigned window = 512;
};
Octets tcp4(const Segment& segment, const Hosts& hosts = {});
Octets tcp6(const Segment& segment);

}  // namespace tapbond::test
