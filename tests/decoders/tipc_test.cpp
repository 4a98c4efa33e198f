#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Tipc, Headers) {
  std::vector<Sample> samples;
  for (unsigned user = 0; user < 16; ++user) {
    for (const unsigned words : {6u, 8u}) {
      const Octets frame = ethernet(
          0x88ca, u32(2u << 29 | user << 25 | words << 21 | 0x12345) +
                      hex("40a1b2c3 01020304 01001002 0a0b0c0d 01010101 01001001 01001003 00000007 "
                          "00010002"));
      for (std::uint32_t captured = 14; captured <= frame.size(); captured += 2) {
        samples.push_back({frame, 1, captured});
      }
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
