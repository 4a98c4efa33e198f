#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets message(unsigned type, const Octets& body) {
  return Octets{static_cast<std::uint8_t>(type)} + u16(static_cast<unsigned>(3 + body.size())) +
         body;
}

TEST(Msdp, Messages) {
  const Octets source = hex("01 0a000001 00000020 ef000001 0a000002");
  const Octets frame = udp4(9, 9, ascii("abc"));
  std::vector<Sample> samples;
  for (const Octets& messages : {message(1, source),
                                 message(1, source + Octets(frame.begin() + 14, frame.end())),
                                 message(3, source),
                                 message(1, {}),
                                 message(1, hex("01")),
                                 message(2, hex("00 ef000001")),
                                 message(2, hex("00 ef000001 02")),
                                 message(2, hex("00")),
                                 message(4, {}),
                                 message(4, hex("61")),
                                 message(5, hex("616263")),
                                 message(6, hex("6162")),
                                 message(0, {}),
                                 message(8, {}),
                                 message(4, {}) + message(1, source) + message(5, hex("78")),
                                 message(4, {}) + hex("6162"),
                                 hex("04 0002"),
                                 hex("04 07d0"),
                                 hex("04 05aa"),
                                 hex("04")}) {
    const Octets segment = tcp4({.destination = 639, .flags = 0x18, .payload = messages});
    samples.push_back({segment});
    for (std::uint32_t captured = 54; captured < segment.size(); captured += 3) {
      samples.push_back({segment, 1, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
