#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Enc, Protections) {
  const Octets v4 = udp4(9, 9, ascii("abc"));
  const Octets v6 = udp6(9, 9, ascii("abc"));
  std::vector<Sample> samples;
  for (const char* family :
       {"02000000", "00000002", "18000000", "1c000000", "0000001e", "0a000000"}) {
    for (const char* flags : {"00000000", "00040000", "00080000", "00000c00", "010c0000"}) {
      const Octets& whole = hex(family)[0] == 2 || hex(family)[3] == 2 ? v4 : v6;
      samples.push_back(
          {hex(family) + hex("01020304") + hex(flags) + Octets(whole.begin() + 14, whole.end()),
           109});
    }
  }
  const Octets frame = hex("02000000 01020304 00080000") + Octets(v4.begin() + 14, v4.end());
  for (std::uint32_t captured = 1; captured < frame.size(); captured += 3) {
    samples.push_back({frame, 109, captured});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
