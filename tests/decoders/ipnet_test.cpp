#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Ipnet, Families) {
  std::vector<Sample> samples;
  for (const char* start : {"01 02", "01 1a", "01 03"}) {
    const Octets whole = udp4(9, 9, ascii("abc"));
    const Octets frame = hex(start) + hex("0000 00000000 00000000 00000005 00000001 00000002") +
                         Octets(whole.begin() + 14, whole.end());
    for (std::uint32_t captured = 1; captured <= frame.size(); captured += 3) {
      samples.push_back({frame, 226, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
