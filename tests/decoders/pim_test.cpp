#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr std::string_view kUnicast = "0100 0a000001";
constexpr std::string_view kGroup = "0100 8018 e0000101";
constexpr std::string_view kSource = "0100 0720 0a000002";

Octets pim(const Octets& message) { return ipv4(103, message); }
Octets pim(std::string_view message) { return pim(hex(message)); }
Octets igmp(std::string_view message) { return ipv4(2, hex(message)); }

TEST(Pim, Hello) {
  expect_text(pim("2000 0000 0001 0002 0069"), "IP 192.0.2.1 > 192.0.2.2: PIMv2, Hello, length 10");
}

TEST(Pim, HelloOptions) {
  std::vector<Sample> samples;
  for (const char* option :
       {"0001 0002 0069", "0001 0002 ffff", "0001 0003 001100", "0002 0004 81f40bb8",
        "0002 0003 01f40b", "0013 0004 00000001", "0013 0002 0001", "0014 0004 12345678",
        "0015 0004 01020304", "0015 0004 02000000", "0016 0000", "0017 0004 11223344",
        "0018 000c 01000a000001 01000a000002", "fde9 0006 0100 0a000001", "0001 0009 0000"}) {
    samples.push_back({pim(std::string("2000 0000") + option)});
  }
  expect_parity(samples);
}

TEST(Pim, Messages) {
  const Octets unicast = hex(kUnicast);
  const Octets group = hex(kGroup);
  const Octets source = hex(kSource);
  std::vector<Sample> samples;
  for (const auto* header : {"2300 0000", "2600 0000", "2700 0000"}) {
    samples.push_back({pim(hex(header) + unicast + hex("0002 00d2") + group + hex("0001 0001") +
                           source + source)});
  }
  samples.push_back({pim(hex("2304 0000 0a000001 0001 ffff 0020e0000101 0001 0000 07200a000002"))});
  samples.push_back({pim(hex("2400 0000 1234 0405") + unicast + group + hex("02 01 0000") +
                         unicast + hex("0096 07 00"))});
  samples.push_back({pim(hex("2500 0000") + group + unicast + hex("80000001 00000005"))});
  samples.push_back({pim(hex("2800 0000 02 01 0096") + unicast + group + group)});
  samples.push_back({pim(hex("2900 0000") + unicast + group + unicast + hex("1234"))});
  samples.push_back({pim(hex("2200 0000") + group + unicast)});
  samples.push_back({pim("2100 0000 40000000 0500 0014 0000 0000 0001 0000 0a000001 0a000002")});
  samples.push_back({pim("2100 deff 00000000 4500 0014 0000 0000 3b01 0000 0a000001 0a000002")});
  for (const auto* header : {"2a10 0000", "2a30 0000", "2a40 0000", "2a01 0000"}) {
    samples.push_back({pim(hex(header) + unicast + hex("00000001 00000002") + unicast +
                           hex("00000003 00000004 1234"))});
  }
  samples.push_back({pim("2300 0000 0300 0a000001")});
  samples.push_back({ipv6(103, hex("2000 1234 0001 0002 0069"))});
  for (unsigned first = 0; first < 256; first += 15) {
    samples.push_back({pim(u16(first << 8) + hex("0000 00000000"))});
  }
  expect_parity(samples);
}

TEST(Pim, CutAnywhere) {
  const Octets frame = pim(hex("2300 0000") + hex(kUnicast) + hex("0001 00d2") + hex(kGroup) +
                           hex("0001 0001") + hex(kSource) + hex(kSource));
  std::vector<Sample> samples;
  for (std::uint32_t captured = 34; captured < frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  expect_parity(samples);
}

TEST(PimVersion1, Messages) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 10; ++type) {
    samples.push_back({ipv4(
        2, u16(0x1400 | type) + hex("0000 10000000 0a000001 0a000002 0a000003 00000105 80000005 "
                                    "0a000006 0a000007"))});
  }
  samples.push_back(
      {igmp("1403 0000 10000000 0a000001 0000 0105 0000 2002 0a000010 ffffff00 0001 0001"
            "0520 0a000011 0018 0a000012 0a000015 ffffffff 0001 0000 0118 0a000019")});
  samples.push_back({igmp("1400 0000 20000000 10000069")});
  samples.push_back({igmp("1404 0000 10000000 e0000101 ffffffff 0a000003 0000010e")});
  expect_parity(samples);
}

TEST(Dvmrp, MessagesAndTraces) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 11; ++type) {
    samples.push_back(
        {ipv4(2, u16(0x1300 | type) + hex("0000 0000ff03 0a000001 0100ff02 0a000003 0a000004"))});
  }
  samples.push_back({igmp("1f00 0000 00000000 0a000001 0a000002 0a000003 40000007")});
  samples.push_back({igmp("1e00 0000 00000000 0a000001 0a000002 e0000003 40000007")});
  samples.push_back({igmp("1f00 0000 00000000 0a000001")});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
