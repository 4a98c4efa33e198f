#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets dhcp(const Octets& options) {
  Octets message =
      hex("01 01 06 00 11223344 0000 8000 00000000 00000000 00000000 00000000"
          "020000000001");
  message.resize(236);
  return message + hex("63825363") + options;
}

TEST(UdpPorts, TheEarlierOfTwoKnownOnes) {
  const Octets payload = hex("0202 000c 0001 0002 0003 0004 0506 0708");
  std::vector<Sample> samples;
  for (const auto& [one, other] : std::vector<std::pair<unsigned, unsigned>>{{69, 68},
                                                                             {520, 500},
                                                                             {521, 1812},
                                                                             {546, 646},
                                                                             {5359, 646},
                                                                             {6696, 698},
                                                                             {1985, 646},
                                                                             {3784, 701},
                                                                             {514, 8472}}) {
    samples.push_back({udp4(one, other, payload)});
    samples.push_back({udp4(other, one, payload)});
  }
  expect_brief_parity(samples);
}

TEST(Dhcp, Request) {
  expect_text(udp4(68, 67, dhcp(hex("350101 ff"))),
              "IP 192.0.2.1.68 > 192.0.2.2.67: BOOTP/DHCP, Request from 02:00:00:00:00:01, length "
              "244");
}

TEST(Dhcp, OptionsOfEveryFormat) {
  std::vector<Sample> samples;
  for (const char* option : {"350105",
                             "0104ffffff00",
                             "0304c0000201",
                             "0608c0000201c0000202",
                             "0c04 68 6f 73 74",
                             "3704 01030611",
                             "330400015180",
                             "3d07 01 020000000001",
                             "3d04 00 616263",
                             "3a04 00000e10",
                             "5107 01 00 00 68 6f 73 74",
                             "5208 0102 6162 0202 6364",
                             "7908 18 c00002 c0000201",
                             "790a 00 c0000201 08 0a 0a000001",
                             "4d04 03 616263",
                             "1301 01",
                             "2108 c0000201 c0000202",
                             "2e01 08",
                             "3401 03",
                             "0204 ffffe000",
                             "1c04 c00002ff",
                             "e104 01020304",
                             "e103 010203",
                             "e102 0102",
                             "3902 05dc",
                             "0103 ffffff",
                             "3d00",
                             "7904 01020304",
                             "5202 09ff",
                             "0c09 61"}) {
    samples.push_back({udp4(68, 67, dhcp(hex(option) + hex("ff")))});
  }
  expect_parity(samples);
}

TEST(Dhcp, VendorAreasCutAnywhere) {
  const Octets options = hex("350101 3204c0000201 0c04686f7374 ff");
  Octets cmu = dhcp({});
  const Octets gates =
      hex("434d5500 00000000 c0000201 c0000202 c0000203 c0000204 c0000205 c0000206");
  cmu.resize(236);
  std::vector<Sample> samples;
  for (const Octets& message : {dhcp(options), cmu + gates}) {
    const Octets frame = udp4(68, 67, message);
    for (std::uint32_t captured = 60; captured <= frame.size(); ++captured) {
      samples.push_back({frame, 1, captured});
    }
  }
  expect_parity(samples);
}

TEST(Ntp, ClientAndServer) {
  const Octets body =
      hex("02 06 ec 00000a3d 00000b4c c0000201 e8000000 80000000 e8000001 40000000"
          "e8000001 50000000 e8000002 00000000");
  expect_text(udp4(123, 123, hex("23") + body),
              "IP 192.0.2.1.123 > 192.0.2.2.123: NTPv4, Client, length 48");
  expect_parity(
      {{udp4(123, 123, hex("24") + body)},
       {udp4(123, 123, hex("1c") + body + hex("00000001"))},
       {udp4(123, 123, hex("e3 01") + Octets(body.begin() + 1, body.end()))},
       {udp4(123, 123, hex("e3 00") + Octets(body.begin() + 1, body.end()))},
       {udp4(123, 123, hex("e4 00 06 ec 00000000 00000000") + ascii("INIT") + Octets(32))},
       {udp4(123, 123, hex("16 82 0001 0618 0000 0000 0000"))},
       {udp4(123, 123, hex("23") + body + hex("010203"))}});
}

TEST(Snmp, VersionsAndFaults) {
  std::vector<Sample> samples;
  for (const char* message :
       {"3026020100 0406 7075626c6963 a019 020101 020100 020100 300e 300c 0608 2b06010201010500 "
        "0500",
        "3029020101 0407 70726976617465 a21b 020101 020100 020100 3010 300e 0608 2b06010201010500 "
        "0402 6869",
        "3003020105", "30820100 02", "0401 00", "3006 020100 0401 7f",
        "302b020100 0406 7075626c6963 a41e 0606 2b0601040101 4004 c0000201 020106 02010a 430100 "
        "3000"
        "0000"}) {
    samples.push_back({udp4(40000, 161, hex(message))});
  }
  expect_parity(samples);
}

TEST(Snmp, EveryTag) {
  const auto element = [](const Octets& tag, const Octets& content) {
    return tag + Octets{static_cast<std::uint8_t>(content.size())} + content;
  };
  const auto request = [&](const Octets& value) {
    const Octets binding = element({0x30}, hex("06062b0601020101") + value);
    const Octets pdu = hex("020101 020100 020100") + element({0x30}, binding);
    return udp4(40000, 161,
                element({0x30}, hex("020100 0406 7075626c6963") + element({0xa0}, pdu)));
  };
  std::vector<Sample> samples;
  for (unsigned tag = 0; tag < 0x100; ++tag) {
    const auto first = static_cast<std::uint8_t>(tag);
    if ((tag & 0x1f) != 0x1f) {
      samples.push_back({request(element({first}, hex("6162")))});
      continue;
    }
    for (const char* number : {"00", "02", "05", "7f", "8100", "8f22", "818002", "ffffff05"}) {
      samples.push_back({request(element(Octets{first} + hex(number), hex("6162")))});
    }
  }
  expect_parity(samples);
}

TEST(Vxlan, CarriesAFrame) {
  expect_text(udp4(40000, 4789, hex("08000000 00002a00") + udp4(5000, 6000, {})),
              "IP 192.0.2.1.40000 > 192.0.2.2.4789: VXLAN, flags [I] (0x08), vni 42\n"
              "IP 192.0.2.1.5000 > 192.0.2.2.6000: UDP, length 0");
  expect_parity({{udp4(40000, 4789, hex("0000"))}, {udp4(40000, 4789, hex("00000000 00000000"))}});
}

TEST(Geneve, OptionsAndPayload) {
  const Octets frame = udp4(5000, 6000, {});
  expect_parity({{udp4(40000, 6081, hex("0000 6558 00002a00") + frame)},
                 {udp4(40000, 6081, hex("0200 6558 00002a00 0102 80 01 01020304") + frame)},
                 {udp4(40000, 6081, hex("0040 1234 00002a00 0102"))},
                 {udp4(40000, 6081, hex("4000 6558 00002a00"))}});
}

TEST(Gre, VersionsAndPayloads) {
  const Octets frame = udp4(5000, 6000, {});
  const Octets packet(frame.begin() + 14, frame.end());
  expect_parity({{ipv4(47, hex("0000 0800") + packet)},
                 {ipv4(47, hex("b000 6558 0000 0000 00000007 00000009") + frame)},
                 {ipv4(47, hex("3001 880b 0004 0001 00000001 ff03 0021") + packet)},
                 {ipv4(47, hex("2081 880b 0000 0001 00000001"))},
                 {ipv4(47, hex("0002 0800"))},
                 {ipv4(47, hex("0000 1234 0102"))}});
}

TEST(Mpls, LabelStack) {
  const Octets frame = udp4(5000, 6000, {});
  const Octets packet(frame.begin() + 14, frame.end());
  expect_parity({{ethernet(0x8847, hex("00012a40 00013140") + packet)},
                 {ethernet(0x8847, hex("00000140") + packet)},
                 {ethernet(0x8848, hex("00013140 01020304"))}});
}

TEST(SpanningTree, Configuration) {
  const Octets message =
      hex("4242 03 0000 00 00 01 8000 020000000001 00000004 8001 020000000002"
          "8002 0100 1400 0200 0f00");
  expect_parity({{ethernet(static_cast<unsigned>(message.size()), message)},
                 {ethernet(7, hex("424203 0000 00 80"))}});
}

TEST(Redundancy, VrrpAndHsrp) {
  expect_parity({{ipv4(112, hex("21 01 64 01 0001 dd92 c00002fe 0000000000000000"))},
                 {ipv4(112, hex("31 01 64 01 0064 0000 c00002fe"))},
                 {ipv6(112, hex("31 01 64 01 0064 0000 fe800000000000000000000000000001"))}});
  expect_parity({{udp4(1985, 1985, hex("00 00 10 03 0a 64 01 00 636973636f000000 c00002fe"))},
                 {udp4(1985, 1985, hex("01 04 00 00"))}});
}

TEST(Igmp, QueriesAndReports) {
  expect_parity({{ipv4(2, hex("1164 ee9b 00000000"))},
                 {ipv4(2, hex("1600 0000 e0000001"))},
                 {ipv4(2, hex("1200 0000 e0000001"))},
                 {ipv4(2, hex("1700 0000 e0000001"))},
                 {ipv4(2, hex("11c8 0000 e0000001 0a7d 0001 c0000203"))},
                 {ipv4(2, hex("2200 0000 00000001 0400 0001 e0000001 c0000203"))},
                 {ipv4(2, hex("2200 0000 00000001 0400"))},
                 {ipv4(2, hex("9900 0000"))}});
}

TEST(Ipsec, Headers) {
  expect_parity({{ipv4(50, hex("00000100 00000001 0102030405060708"))},
                 {ipv4(51, hex("3b04 0000 00000100 00000001 0102030405060708090a0b0c"))},
                 {ipv4(108, hex("0600 0002 0102"))}});
}

TEST(Nfs, CallAndReply) {
  const Octets call =
      hex("00000007 00000000 00000002 000186a3 00000003 00000001 00000000 00000000"
          "00000000 00000000 00000008 0102030405060708");
  const Octets reply = hex("00000007 00000001 00000000 00000000 00000000 00000000 00000002");
  Octets answer = udp4(2049, 900, reply);
  std::swap_ranges(answer.begin() + 26, answer.begin() + 30, answer.begin() + 30);
  expect_parity({{udp4(900, 2049, call)}, {answer}, {udp4(2049, 900, hex("00000009 00000001"))}});
}

TEST(Kerberos, Version5AndOthers) {
  expect_parity({{udp4(40000, 88, hex("6a81"))},
                 {udp4(40000, 88, hex("0402 61006200 6300 00000001 18 6400 6500"))},
                 {udp4(40000, 88, hex("7e00"))}});
}

TEST(RipNg, RequestsAndResponses) {
  expect_parity({{udp6(521, 521, hex("01010000 00000000000000000000000000000000 0000 00 10"))},
                 {udp6(521, 521, hex("02010000 20010db8000000000000000000000000 0000 20 01"))},
                 {udp6(521, 521, hex("0205"))},
                 {udp6(521, 521, hex("02050000"))}});
}

TEST(Pgm, DataAndPathMessages) {
  expect_parity(
      {{ipv4(113, hex("1388 1770 04 00 0000 010203040506 0005 00000001 00000002 68656c6c6f"))},
       {ipv4(113, hex("1388 1770 00 01 0000 010203040506 0000 00000001 00000001 00000002 "
                      "0001 0000 c0000201 0004 0008 8f04 0000"))}});
}

}  // namespace
}  // namespace tapbond::test
