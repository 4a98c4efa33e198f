// What BGP carries for virtual private networks, and for more than one path.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets sized(const Octets& octets) { return u16(static_cast<unsigned>(octets.size())) + octets; }

Octets update(const Octets& withdrawn, const Octets& attributes, const Octets& routes = {}) {
  const Octets body = sized(withdrawn) + sized(attributes) + routes;
  return tcp4({.destination = 179,
               .flags = 0x18,
               .payload = Octets(16, 0xff) + u16(static_cast<unsigned>(19 + body.size())) +
                          hex("02") + body});
}

Octets attribute(unsigned flags, unsigned type, const Octets& value) {
  return u16((flags | 0x10) << 8 | type) + sized(value);
}

// Of a family, with a next hop, and the same routes taken back.
std::vector<Sample> both_ways(const char* family, const char* hop, const Octets& routes) {
  const Octets next = hex(hop);
  return {{update({}, attribute(0x80, 14,
                                hex(family) + Octets{static_cast<std::uint8_t>(next.size())} +
                                    next + hex("00") + routes))},
          {update({}, attribute(0x80, 15, hex(family) + routes))}};
}

void add_cuts(std::vector<Sample>& samples) {
  const std::vector<Sample> whole = samples;
  for (const Sample& sample : whole) {
    for (auto captured = static_cast<std::uint32_t>(54); captured < sample.bytes.size();
         captured += 5) {
      samples.push_back({sample.bytes, 1, captured});
    }
  }
}

const std::string kFirst = "00000064 00000001";
const std::string kByAddress = "0001 0a000001 0005";
const std::string kWide = "0002 00010001 0007";
const std::string kSourceAndGroup = "20 0a000001 20 ef000001";

TEST(BgpVpn, Paths) {
  std::vector<Sample> samples =
      both_ways("0001 01", "0a000001", hex("00000028 187804 00 00000029 187804 01"));
  samples.push_back({update(hex("00000014 18 080200 00000015 18 080201"), hex("400101 00"),
                            hex("00000001 18 0a0000 00000002 10 0b00"))});
  samples.push_back({update({}, {}, hex("180a0000 100b00"))});
  // With numbers of paths the last of them would have no prefix.
  samples.push_back({update(hex("00 21 000000 0b"), hex("400101 00"), hex("180a0000"))});
  for (const Sample& sample : both_ways("0002 01", "20010db8000000000000000000000001",
                                        hex("00000028 20 20010db8 00000029 30 20010db80001"))) {
    samples.push_back(sample);
  }
  expect_parity(samples);
}

TEST(BgpVpn, Routes) {
  std::vector<Sample> samples;
  const auto add = [&](const char* family, const char* hop, const std::string& routes) {
    for (const Sample& sample : both_ways(family, hop, hex(routes))) samples.push_back(sample);
  };
  add("0001 84", "0a000001",
      "00 20 00000064 60 00000064 0002000100000002 60 00000064 01020a0000010005 60 00000064 "
      "0202000100010005 2a 00000064 ffff 60 00000064 ffff000100000002 10");
  add("0001 42", "0a000001", "80" + kFirst + "0a000002 ef000001");
  add("0001 42", "0a000001", "70" + kFirst);
  add("0001 05", "0a000001",
      "010c" + kFirst + "0a000009 020c" + kByAddress + "00000005 0316" + kWide + kSourceAndGroup +
          "0a000002 0512" + kFirst + kSourceAndGroup + "0616" + kFirst + "00000064" +
          kSourceAndGroup + "0716" + kFirst + "00000064" + kSourceAndGroup + "0402 aaaa 0900");
  add("0019 41", "0a000001", "000c" + kFirst + "0a000001");
  add("0019 41", "0a000001", "0018" + kFirst + "0001 0001 001001 01 0010 ffaa 020010 1234");
  add("00c4 80", "0a000001", "000c" + kFirst + "0a000001");
  add("0001 81", "00000064000000010a000001", "70 000011" + kFirst + "0a0000");
  add("0001 4d", "0a000001", "300000");
  add("0001 01", "0a00000102", "180a0000");
  expect_parity(samples);
}

TEST(BgpVpn, Communities) {
  expect_parity({{update(
      {}, attribute(0xc0, 16,
                    hex("0009006400000000 030c000000000008 800a040405dc0000 4300000000000001 "
                        "8800000100020003 f10a0a0000010005 0306000000000501 1234567890abcdef")))}});
}

TEST(BgpVpn, ProviderTunnels) {
  std::vector<Sample> samples;
  for (const char* tunnel :
       {"00 01 000640 0a000001 00000005", "01 02 000640 0a000001 00000005",
        "00 03 000640 0a000001 ef000005", "00 04 000640 0a000001 ef000005",
        "00 05 000640 0a000001 ef000005", "00 06 000640 0a000001", "00 07 000640 0a000001 00000005",
        "00 00 000640", "00 09 000640 aabb", "00 01"}) {
    samples.push_back({update({}, attribute(0xc0, 22, hex(tunnel)))});
  }
  add_cuts(samples);
  expect_parity(samples);
}

TEST(BgpVpn, AccumulatedMetrics) {
  std::vector<Sample> samples;
  for (const char* metric :
       {"01 000b 0000000000000005", "02 0005 aabb", "01 0004 aa", "01 0002", "01 00ff aa", "01"}) {
    samples.push_back({update({}, attribute(0x80, 26, hex(metric)) + hex("400101 00"))});
  }
  expect_parity(samples);
}

TEST(BgpVpn, SetsOfAttributes) {
  const Octets number = hex("0000fde9");
  Octets nested = hex("400101 00");
  for (int i = 0; i < 13; ++i) nested = attribute(0xc0, 128, number + nested);
  std::vector<Sample> samples = {
      {update({}, attribute(0xc0, 128,
                            number + hex("400101 00 400204 020115b3 400504 0000002c 800a04 "
                                         "16050505 00200c 000000010000000200000003")) +
                      hex("400101 00"))},
      {update({}, attribute(0xc0, 128, hex("0000fd")) + hex("400101 00"))},
      {update({}, attribute(0xc0, 128, number + hex("4001")) + hex("400101 00"))},
      {update({}, attribute(0xc0, 128, number + hex("400105 00")) + hex("400101 00"))},
      {update({}, nested)}};
  add_cuts(samples);
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
