// Frames built byte by byte, and the text that is expected of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "decoders/frame_printer.h"

namespace tapbond::test {

using Octets = std::vector<std::uint8_t>;

Octets hex(std::string_view digits);  // spaces are left out
Octets ascii(std::string_view text);
Octets operator+(Octets left, const Octets& right);
Octets u16(unsigned value);
Octets u32(std::uint32_t value);

// From 02:00:00:00:00:01 to 02:00:00:00:00:02.
Octets ethernet(unsigned type, const Octets& payload);

// From 192.0.2.1 to 192.0.2.2, ID 1, TTL 64, or from 2001:db8::1 to 2001:db8::2, hop limit 64. The
// checksums of all of them are right.
Octets ipv4(unsigned protocol, const Octets& payload, const Octets& options = {});
Octets ipv4_fragment(unsigned protocol, unsigned offset, bool more, const Octets& payload);
Octets ipv6(unsigned next, const Octets& payload);
Octets udp4(unsigned source, unsigned destination, const Octets& payload);
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
};
Octets tcp4(const Segment& segment);
Octets tcp6(const Segment& segment);

// One frame as it was captured: all of it, unless `captured` says how much.
struct Sample {
  Octets bytes;
  int linktype = 1;
  std::uint32_t captured = 0xffffffff;
};

// What the printer prints of the frames, one after the other, and what tcpdump does with the same
// options. Stamps are left out unless the options ask for a style.
std::string printed(const std::vector<Sample>& samples, const TextOptions& options);
std::string printed_by_tcpdump(const std::vector<Sample>& samples, const TextOptions& options);

// Both of them print `expected`.
void expect_text(const std::vector<Sample>& samples, const TextOptions& options,
                 const std::string& expected);
void expect_text(const Octets& frame, const std::string& expected, int verbosity = 0);

// Both print the same, with every option there is.
void expect_parity(const std::vector<Sample>& samples);

}  // namespace tapbond::test
