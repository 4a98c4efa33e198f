#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr const char* kMessages[] = {
    ("010100060000000900000c010004c000020100000c0200054661302f3100000c0300082d2d4e4f4e452d2d00"
     "000c040005767470007800000c06000600000000000000000c080006020000000001"),
    "010200020000000900000c050002616200000c990003616263",
    "0109030100000001000000000000",
    "02000000000000000000",
    "010304010000000100000c010003616263",
};

TEST(Vqp, EveryObject) {
  std::vector<Sample> samples;
  for (const char* message : kMessages) samples.push_back({udp4(1589, 40000, hex(message))});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
