// What stands between an Ethernet frame's addresses and its type: MACsec, and tags of switch chips.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr auto kPacket = "0800 45000014 00010000 40010000 c0000201 c0000202";

Octets tagged(std::string_view tag) {
  return hex("020000000002 020000000001") + hex(tag) + hex(kPacket);
}

TEST(Macsec, OnlySignedOrEncrypted) {
  const Octets check = Octets(16, 0x11);
  const Octets readable = hex("88e5 00 00 00000001") + hex(kPacket) + check;
  expect_text(hex("020000000002 020000000001") + readable, "IP 192.0.2.1 > 192.0.2.2:  [|icmp]");
  std::vector<Sample> samples;
  for (const auto* tag :
       {"0000 00000001", "0014 00000001", "001c 00000001", "2000 00000001 0102030405060708",
        "4000 00000001", "5000 00000001", "8c0a 00000001", "0c0a 00000001",
        "2c0c 00000001 0102030405060708", "0400 00000001", "0800 00000001"}) {
    const Octets frame = ethernet(0x88e5, hex(tag) + hex(kPacket) + check);
    samples.push_back({frame});
    for (std::uint32_t size = 14; size < 30; ++size) samples.push_back({frame, 1, size});
  }
  expect_parity(samples);
}

TEST(SwitchTags, Marvell) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  expect_text({{tagged("c0080539"), 284}}, options,
              "DSA Forward port 0.1, VLAN 1337u, IP 192.0.2.1 > 192.0.2.2:  [|icmp]\n");
  std::vector<Sample> plain;
  std::vector<Sample> extended;
  for (const auto* tag : {"00000001", "00060001", "02041001", "40100000", "60100000", "80080123",
                          "a00c0fff", "c0f8e001", "e4080001", "80051123"}) {
    plain.push_back({tagged(tag), 284});
    extended.push_back({tagged(std::string("dada0000") + tag), 285});
  }
  plain.push_back({tagged("c0080539"), 284, 17});
  extended.push_back({tagged("dada0000c0080539"), 285, 21});
  expect_parity(plain);
  expect_parity(extended);
}

TEST(SwitchTags, Broadcom) {
  std::vector<Sample> samples;
  for (const auto* tag : {"00000001", "20000080", "23800080", "36000080", "00400180", "00010203",
                          "000004e3", "00000811", "00001011", "00002011"}) {
    samples.push_back({tagged(tag), 281});
  }
  samples.push_back({tagged("20000080"), 281, 17});
  expect_parity(samples);
}

TEST(Netfilter, LoggedPackets) {
  constexpr auto kIp = "45000014 00010000 40010000 c0000201 c0000202";
  TextOptions options;
  options.time = TimeStyle::kNone;
  const Octets frame = hex("02 00 0005 0800 0100 08000100 1800 0900") + hex(kIp);
  expect_text({{frame, 239}}, options, "IP 192.0.2.1 > 192.0.2.2:  [|icmp]\n");
  expect_parity({{frame, 239},
                 {frame, 239, 14},
                 {frame, 239, 3},
                 {hex("0a 00 0000 1800 0900") + hex(kIp), 239},
                 {hex("07 00 0000 1800 0900") + hex(kIp), 239},
                 {hex("02 01 0000 1800 0900") + hex(kIp), 239},
                 {hex("02 00 0000 0300 0900"), 239},
                 {hex("02 00 0000"), 239}});
}

}  // namespace
}  // namespace tapbond::test
