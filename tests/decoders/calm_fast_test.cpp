#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(CalmFast, References) {
  const Octets frame = ethernet(0x1111, hex("01 02 03040506 61626364"));
  std::vector<Sample> samples;
  for (std::uint32_t captured = 14; captured <= frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  samples.push_back({ethernet(0x1111, hex("01"))});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
