#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr std::string_view kPorts = "1388 1389 00000001 00000000";

Octets sctp(std::string_view chunks) { return ipv4(132, hex(kPorts) + hex(chunks)); }

TEST(Sctp, Summary) {
  expect_text(
      sctp("0003 0018 00000001 00020003 00000004 61626364 65666768 0b00 0004"),
      "IP 192.0.2.1.5000 > 192.0.2.2.5001: sctp (1) [DATA] (B)(E) [TSN: 1] [SID: 2] [SSEQ 3] "
      "[PPID SUA] , (2) [COOKIE ACK] ");
}

TEST(Sctp, EveryChunkAndLength) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 16; ++type) {
    for (const unsigned length : {0u, 3u, 4u, 15u, 16u, 17u, 20u, 23u, 24u, 25u}) {
      samples.push_back({ipv4(132, hex(kPorts) + u16(type << 8 | 3) + u16(length) +
                                       hex("00000001 00020003 00000004 00000005 00000006"))});
    }
  }
  expect_parity(samples);
}

TEST(Sctp, Acknowledgements) {
  expect_parity({
      {sctp("0300 001c 00000001 00020003 0002 0001 0002 0003 0005 0007 00000009")},
      {sctp("0300 001c 00000001 00020003 0003 0001 0002 0003 0005 0007 00000009")},
      {sctp("0300 0014 00000001 00020003 0003 0001 0002 0003 0005 0007 00000009")},
      {ipv6(132, hex(kPorts) + hex("0e00 0004"))},
      {ipv4(132, hex("1a30 1389 00000001 00000000 0b00 0004"))},
  });
}

TEST(Sctp, CutAnywhere) {
  const Octets frame = sctp("0003 0018 00000001 00020003 00000004 61626364 65666768 0b00 0004");
  std::vector<Sample> samples;
  for (std::uint32_t captured = 34; captured < frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  expect_parity(samples);
  samples.clear();
  for (std::size_t size = 0; size < 30; ++size) {
    samples.push_back({ipv4(132, Octets(frame.begin() + 34, frame.begin() + 34 + size))});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
