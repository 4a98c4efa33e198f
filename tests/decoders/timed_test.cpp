#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets message(unsigned type, const Octets& value) {
  Octets name = ascii("host");
  name.resize(64);
  return Octets{static_cast<std::uint8_t>(type), 1} + u16(7) + value + name;
}

TEST(Timed, EveryType) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 27; ++type) {
    samples.push_back({udp4(525, 525, message(type, u32(1000) + u32(500000)))});
  }
  samples.push_back({udp4(525, 525, message(5, u32(0xffffffff) + u32(0xffffffff)))});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
