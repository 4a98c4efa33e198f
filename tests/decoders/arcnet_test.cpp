#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets packet() {
  const Octets frame = udp4(5000, 6000, ascii("hello"));
  return {frame.begin() + 14, frame.end()};
}

const char* const kWho = "0007 0800 01 04 0001 be 0a508301 00 0a5083fe";

TEST(Arcnet, Types) {
  std::vector<Sample> samples;
  const Octets head = hex("000001");
  for (const Octets& frame :
       {hex("be00d4") + head + packet(), hex("be00d5") + head + hex(kWho), hex("be00f0") + packet(),
        hex("be00f1") + hex(kWho), hex("be00e8") + head + hex("0102"),
        hex("be00d4 050002") + packet(), hex("be00d4 020002") + packet(),
        hex("be00d4 ff0000 000003") + packet()}) {
    samples.push_back({frame, 7});
    for (std::uint32_t cut = 1; cut < 9; ++cut) samples.push_back({frame, 7, cut});
  }
  expect_parity(samples);
}

TEST(Arcnet, AsLinuxHasIt) {
  std::vector<Sample> samples;
  for (const Octets& frame :
       {hex("beea0000 d4 000001") + packet(), hex("be00d500 d5 000001") + hex(kWho),
        hex("beea0000 f0") + packet(), hex("beea0000 e8 000001 0102")}) {
    samples.push_back({frame, 129});
    for (std::uint32_t cut = 1; cut < 9; ++cut) samples.push_back({frame, 129, cut});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
