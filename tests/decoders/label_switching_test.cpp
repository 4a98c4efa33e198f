#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Ldp, Headers) {
  std::vector<Sample> samples;
  for (const char* pdu :
       {"0001 0012 0a000001 0007 0100 0008 00000001 0401 0000", "0001 000a 0a000001 0000 0100 0004",
        "0001 0008 0a000001 0000 0100 0001 0008 0a000002 0000 0100 0000", "", "0001",
        "0002 0012 0a000001 0007 0100 0008 00000001 0401 0000",
        "0001 0003 0a000001 0007 0100 0008 00000001 0401 0000",
        "0001 0042 0a000001 0007 0100 0008 00000001 0401 0000"}) {
    samples.push_back({udp4(646, 646, hex(pdu))});
  }
  expect_brief_parity(samples);
}

TEST(Rsvp, Messages) {
  expect_text(ipv4(46, hex("1001 1234 4000 0008")),
              "IP 192.0.2.1 > 192.0.2.2: RSVPv1 Path Message, length: 8");
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 22; ++type) {
    samples.push_back({ipv4(46, u16(0x1000 | type) + hex("1234 4000 0008"))});
  }
  samples.push_back({ipv4(46, hex("2001 1234 4000 0008"))});
  samples.push_back({ipv4(46, hex("1001 1234"))});
  expect_brief_parity(samples);
}

TEST(Lmp, Messages) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 54; ++type) {
    samples.push_back({udp4(701, 701, hex("1000") + u16(type) + hex("0008 0000"))});
  }
  samples.push_back({udp4(701, 701, hex("2000 0001 0008 0000"))});
  samples.push_back({udp4(701, 701, hex("1000 0001"))});
  expect_brief_parity(samples);
}

TEST(LspPing, Messages) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 4; ++type) {
    samples.push_back(
        {udp4(3503, 3503,
              hex("0001 0000") + u16(type << 8) +
                  hex("0000 00000001 00000002 00000003 00000004 00000005 00000006"))});
  }
  samples.push_back({udp4(3503, 3503, hex("0001 0000"))});
  expect_brief_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
