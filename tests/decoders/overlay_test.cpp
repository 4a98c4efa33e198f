#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Otv, FramesAndFaults) {
  const Octets inner = ipv4(1, hex("0800 f7fd 0001 0001"));
  expect_parity({{udp4(40000, 8472, hex("08000001 00000200") + inner)},
                 {udp4(40000, 8472, hex("ff000001 00000200") + inner)},
                 {udp4(40000, 8472, hex("08"))}});
}

TEST(Olsr, Header) {
  std::vector<Sample> samples;
  for (const char* packet : {"0010 1234 0102000c 0a000001 0102 0003", "0004 1234", "0003 1234",
                             "0010", "", "0020 1234 0102000c 0a000001 0102 0003"}) {
    samples.push_back({udp4(698, 698, hex(packet))});
    samples.push_back({udp6(698, 698, hex(packet))});
  }
  expect_brief_parity(samples);
}

TEST(Ahcp, Header) {
  std::vector<Sample> samples;
  for (const char* packet : {"2b010101 00000007 0102030405060708 ffffffffffffffff 00 00 0000",
                             "2b01", "2b020102", "2b", "", "2c01"}) {
    samples.push_back({udp6(5359, 5359, hex(packet))});
  }
  expect_brief_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
