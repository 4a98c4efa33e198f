#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets radius(unsigned code, const Octets& attributes) {
  return udp4(40000, 1812,
              u16(code << 8 | 5) + u16(static_cast<unsigned>(20 + attributes.size())) +
                  hex("0102030405060708090a0b0c0d0e0f10") + attributes);
}

TEST(Radius, Summary) {
  expect_text(
      radius(1, hex("0105 626f62")),
      "IP 192.0.2.1.40000 > 192.0.2.2.1812: RADIUS, Access-Request (1), id: 0x05 length: 25");
}

TEST(Radius, Commands) {
  std::vector<Sample> samples;
  for (unsigned code = 0; code < 256; code += code < 50 ? 1 : 41) {
    samples.push_back({radius(code, {})});
  }
  expect_parity(samples);
}

// 127 to 129 are locations, whose values are left out.
TEST(Radius, EveryAttribute) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 256; ++type) {
    if (type >= 127 && type <= 129) continue;
    for (const auto* value : {"00000005", "01000007", "00000000"}) {
      samples.push_back({radius(1, u16(type << 8 | 6) + hex(value))});
    }
    samples.push_back({radius(1, u16(type << 8 | 4) + hex("0061"))});
  }
  expect_parity(samples);
}

TEST(Radius, Values) {
  std::vector<Sample> samples;
  for (const char* attributes : {"1a0a 00000009 0104 6162",
                                 "1a0c 00000009 0106 61626364 00",
                                 "1a08 00000009 0102",
                                 "1a07 00000009 01",
                                 "1a0a 00000009 0109 6162",
                                 "1a05 010203",
                                 "4508 01 8001 616263",
                                 "4612 00112233445566778899aabbccddeeff",
                                 "4710 0102 03 04 00000005 00000006 0708",
                                 "540a 0102030405060708",
                                 "6114 0040 20010db8000000000000000000000001",
                                 "6112 0081 20010db80000000000000000000000",
                                 "7b08 0020 20010db8",
                                 "5f12 20010db8000000000000000000000001",
                                 "7e06 3161 6263",
                                 "7e03 30",
                                 "4f08 0105 0006 01 61",
                                 "4f05 010500",
                                 "3706ffffffff",
                                 "3b060102",
                                 "4206 20616263",
                                 "4206 1f616263",
                                 "0200",
                                 "0201",
                                 "7c0a ffffffffffffffff",
                                 "7d13 4020010db8000000000000000000000001",
                                 "7d13 8120010db8000000000000000000000001",
                                 "6506 000000c9",
                                 "3806 32000005",
                                 "3a06 31616263",
                                 "3a02",
                                 "0806 fffffffe",
                                 "0806 ffffffff",
                                 "1b06 0000003c",
                                 "1b06 00000e10",
                                 "01"}) {
    samples.push_back({radius(2, hex(attributes))});
  }
  expect_parity(samples);
}

TEST(Radius, CutAnywhere) {
  const Octets frame = radius(1, hex("0105 616263 0406 0a000001 1a0a 00000009 01046162"));
  std::vector<Sample> samples;
  for (std::uint32_t captured = 42; captured < frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
