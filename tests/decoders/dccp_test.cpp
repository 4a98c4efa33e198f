#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets dccp(unsigned type, bool wide, std::size_t size = 40) {
  Octets packet = hex("1388 1389 0800 1234") + u16(type << 9 | (wide ? 0x100u : 0u)) +
                  hex("0001 00000002 0003 0004 00000005 00000006 01000000");
  packet.resize(size);
  return ipv4(33, packet);
}

TEST(Dccp, Summary) {
  expect_text(dccp(0, true),
              "IP 192.0.2.1.5000 > 192.0.2.2.5001: DCCP DCCP-Request (service=196612) ");
}

TEST(Dccp, TypesAndLengths) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 12; ++type) {
    for (const std::size_t size : {40u, 24u, 20u, 16u, 12u}) {
      samples.push_back({dccp(type, true, size)});
      samples.push_back({dccp(type, false, size)});
    }
  }
  samples.push_back({ipv4(33, {})});
  samples.push_back({ipv6(33, hex("1388 1389 03 00 1234 04 000001"))});
  expect_brief_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
