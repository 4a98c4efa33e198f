#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(MobileIp, Headers) {
  std::vector<Sample> samples;
  for (const char* header : {"1180 0000 0a000001 0a000002 616263", "1100 0000 0a000001 616263",
                             "1100 e4fe 0a000001", "1100"}) {
    const Octets frame = ipv4(55, hex(header));
    for (auto captured = static_cast<std::uint32_t>(34); captured <= frame.size(); ++captured) {
      samples.push_back({frame, 1, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
