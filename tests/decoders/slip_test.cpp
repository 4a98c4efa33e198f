#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr int kSlip = 8;

Octets packet(const Octets& frame) { return {frame.begin() + 14, frame.end()}; }

Octets slip(unsigned direction, Octets on_the_line, const Octets& whole) {
  on_the_line.resize(15);
  return Octets{static_cast<std::uint8_t>(direction)} + on_the_line + whole;
}

TEST(Slip, Versions) {
  std::vector<Sample> samples;
  for (const Octets& whole : {packet(udp4(9, 9, ascii("abc"))), packet(udp6(9, 9, ascii("abc"))),
                              hex("20616263"), Octets()}) {
    const Octets frame = slip(0, hex("45"), whole);
    for (std::uint32_t captured = 1; captured <= frame.size(); captured += 3) {
      samples.push_back({frame, kSlip, captured});
    }
  }
  expect_parity(samples);
}

TEST(Slip, CompressedHeaders) {
  const Octets whole = packet(tcp4({.payload = ascii("hello")}));
  std::vector<Sample> samples;
  for (unsigned direction = 0; direction < 3; ++direction) {
    for (unsigned flags = 0x40; flags < 0x100; flags += 3) {
      for (const char* changes :
           {"05 1111 00 0102 03 04 05 06", "11 22 33 00 f000 00 8000 05 00"}) {
        samples.push_back(
            {slip(direction, Octets{static_cast<std::uint8_t>(flags)} + hex(changes), whole),
             kSlip});
      }
    }
  }
  for (const char* start : {"cf 01", "cb", "70 45"}) {
    const Octets frame = slip(1, hex(start), whole);
    for (std::uint32_t captured = 16; captured < frame.size(); captured += 2) {
      samples.push_back({frame, kSlip, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
