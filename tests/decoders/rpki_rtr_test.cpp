#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr const char* kMessages[] = {
    "000000050000000c00000007",
    "000100050000000c00000007",
    "0002000000000008",
    "0003000600000008",
    "000400000000001401182000c00002000000fde8",
    "000600000000002000203000000102030405060708090a0b0c0d0e0f0000fde8",
    "000700050000000c00000009",
    "0008000000000008",
    "000900000000000c61626364",
    "000a00030000001b00000008000200000000000800000003626164",
    "000a0009000000100000000000000000",
    "000a00010000002b0000001e000a00030000001a0000000800020000000000080000000261620000000178",
    "0102",
    "000000",
};

Octets segment(const Octets& payload) { return tcp4({323, 50000, 1001, 2001, 0x18, {}, payload}); }

TEST(RpkiRtr, EveryMessage) {
  std::vector<Sample> samples;
  for (const char* message : kMessages) samples.push_back({segment(hex(message))});
  samples.push_back({segment(hex(kMessages[3]) + hex(kMessages[4]) + hex(kMessages[6]))});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
