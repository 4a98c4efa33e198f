#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(TokenRing, Routes) {
  const Octets v4 = udp4(9, 9, ascii("abc"));
  const std::vector<Octets> payloads = {
      hex("aaaa03 000000 0800") + Octets(v4.begin() + 14, v4.end()),
      hex("aaaa03 000000 0900 616263"), hex("424203 61626364"), hex("e0e003 ffff"), hex("7a7a")};
  std::vector<Sample> samples;
  for (const char* control : {"1040", "1000", "1080"}) {
    for (const char* source : {"020000000001", "820000000001 c630 0011 0022", "820000000001 0220",
                               "820000000001 8670 0011 0022 5a61", "820000000001 0070"}) {
      for (const Octets& payload : payloads) {
        const Octets frame = hex(control) + hex("020000000002") + hex(source) + payload;
        for (std::uint32_t captured = 1; captured <= frame.size(); captured += 3) {
          samples.push_back({frame, 6, captured});
        }
        samples.push_back({frame, 6});
      }
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
