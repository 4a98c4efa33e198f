// IEEE 802.11 frames, and the headers that radios put before them.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr int kWireless = 105;
constexpr int kPrism = 119;
constexpr int kRadiotap = 127;
constexpr int kAvs = 163;
constexpr int kPpi = 192;

Octets management(unsigned control, const Octets& body) {
  return u16(control) + hex("3412 020000000001 020000000002 020000000003 1000") + body;
}

const Octets kAcknowledgment = hex("d400 0000 020000000001");

Octets data(std::string_view control, std::string_view rest) {
  return hex(control) + hex("3412 020000000001 020000000002 020000000003 1000") + hex(rest);
}

Octets radiotap(std::string_view present, std::string_view fields) {
  const Octets words = hex(present);
  const Octets values = hex(fields);
  const auto size = static_cast<std::uint8_t>(4 + words.size() + values.size());
  return Octets{0, 0, size, 0} + words + values + kAcknowledgment;
}

void expect_frame(const Sample& sample, const std::string& expected, bool link_header = false) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  options.link_header = link_header;
  expect_text({sample}, options, expected + "\n");
}

TEST(Wireless, BeaconSaysNetworkRatesAndChannel) {
  const Octets beacon =
      management(0x8000, hex("0001020304050607 6400 1104 0003 616263 0104 828b960c 0301 06"));
  expect_frame({beacon, kWireless}, "Beacon (abc) [1.0* 5.5* 11.0* 6.0 Mbit] ESS CH: 6, PRIVACY");
  expect_frame({beacon, kWireless},
               "BSSID:02:00:00:00:00:03 DA:02:00:00:00:00:01 SA:02:00:00:00:00:02 Beacon (abc) "
               "[1.0* 5.5* 11.0* 6.0 Mbit] ESS CH: 6, PRIVACY",
               true);
}

TEST(Wireless, Management) {
  std::vector<Sample> samples;
  for (unsigned subtype = 0; subtype < 16; ++subtype) {
    samples.push_back(
        {management(subtype << 12, hex("0001020304050607 6400 1104 0001 61 0101 82")), kWireless});
    samples.push_back({management(subtype << 12 | 0x40, hex("01020384 0506")), kWireless});
    samples.push_back({management(subtype << 12, hex("01")), kWireless});
  }
  for (unsigned category : {0, 1, 3, 7, 13, 14, 15, 127, 200}) {
    samples.push_back({management(0xd000, {static_cast<std::uint8_t>(category), 1}), kWireless});
  }
  expect_parity(samples);
}

TEST(Wireless, CodesAreSpelledOut) {
  expect_frame(
      {management(0xc000, hex("0700")), kWireless},
      "DeAuthentication (02:00:00:00:00:02): Class 3 frame received from nonassociated STA");
  std::vector<Sample> samples;
  for (unsigned code = 0; code < 120; ++code) {
    samples.push_back({management(0xc000, {static_cast<std::uint8_t>(code), 0}), kWireless});
    samples.push_back(
        {management(0xb000, hex("0000 0100") + Octets{static_cast<std::uint8_t>(code), 0}),
         kWireless});
  }
  expect_parity(samples);
}

TEST(Wireless, ElementsThatLie) {
  const Octets start = hex("0001020304050607 6400 0000");
  std::vector<Sample> samples;
  for (const auto* elements : {"0021 0102", "0110 02020202020202020202020202020202 00", "0111 02",
                               "0301", "dd00 dd01", "0000", "0302 0606", "0007 1b5b326a ff00 41"}) {
    samples.push_back({management(0x8000, start + hex(elements)), kWireless});
  }
  expect_parity(samples);
}

TEST(Wireless, Control) {
  std::vector<Sample> samples{{kAcknowledgment, kWireless}};
  for (unsigned subtype = 0; subtype < 16; ++subtype) {
    const Octets frame =
        u16(subtype << 12 | 0x0400) + hex("3412 020000000001 020000000002 0102 0304 0506");
    samples.push_back({frame, kWireless});
    samples.push_back({frame, kWireless, 11});
  }
  samples.push_back({hex("0c00 0000"), kWireless});
  samples.push_back({hex("d4"), kWireless});
  expect_parity(samples);
}

TEST(Wireless, DataCarriesLogicalLinkControl) {
  constexpr auto kPacket = "aaaa03 000000 0800 45000014 00010000 40000000 c0000201 c0000202";
  expect_frame({data("0801", kPacket), kWireless}, "IP 192.0.2.1 > 192.0.2.2:  ip-proto-0 0");
  expect_parity({{data("0800", "f0f07f"), kWireless},
                 {data("0802", "f0f07f"), kWireless},
                 {data("0803", "020000000004 f0f07f"), kWireless},
                 {data("8801", "0000 f0f07f"), kWireless},
                 {data("48fc", ""), kWireless},
                 {data("0840", "01020384"), kWireless},
                 {data("0840", "0102"), kWireless}});
}

TEST(Radiotap, Fields) {
  expect_frame({radiotap("2e480000", "00 0c 6c09 a000 d3 00 01 00"), kRadiotap},
               "6.0 Mb/s 2412 MHz 11b -45dBm signal antenna 0 "
               "Acknowledgment RA:02:00:00:00:00:01 ");
  std::vector<Sample> samples;
  for (unsigned bit = 0; bit < 32; ++bit) {
    const std::uint32_t present = 1u << bit;
    Octets words;
    for (unsigned i = 0; i < 4; ++i) words.push_back(static_cast<std::uint8_t>(present >> 8 * i));
    const Octets start = Octets{0, 0, 24, 0} + words;
    samples.push_back(
        {start + hex("81828384 05060708 090a0b0c 0d0e0f10") + kAcknowledgment, kRadiotap});
    samples.push_back({Octets{0, 0, 8, 0} + words + kAcknowledgment, kRadiotap});
  }
  expect_parity(samples);
}

TEST(Radiotap, Rates) {
  std::vector<Sample> samples;
  for (unsigned index = 0; index < 78; ++index) {
    for (const unsigned flags : {0, 1, 4, 5}) {
      samples.push_back(
          {hex("0000 0b00 00000800 07") +
               Octets{static_cast<std::uint8_t>(flags), static_cast<std::uint8_t>(index)} +
               kAcknowledgment,
           kRadiotap});
    }
  }
  expect_parity(samples);
}

TEST(Radiotap, MoreWordsVendorsAndTrailers) {
  expect_parity(
      {{radiotap("020000a0 02000000", "01 02"), kRadiotap},
       {radiotap("020000c0 010000a0 02000000", "01 00 01020304 0200 0909 02"), kRadiotap},
       {radiotap("02000040", "01 02"), kRadiotap},
       {radiotap("00000080", ""), kRadiotap},
       {radiotap("02000000", "10"), kRadiotap},
       {hex("0000 0900 02000000 30") + data("8800", "0102 0000 f0f07f 01020304"), kRadiotap},
       {hex("0000 0700 02000000"), kRadiotap},
       {hex("0000 0a"), kRadiotap}});
}

TEST(Prism, AndAvs) {
  const Octets avs = hex("80211001 0000000c 00000000") + kAcknowledgment;
  expect_frame({avs, kAvs}, "Acknowledgment RA:02:00:00:00:00:01 ");
  expect_parity({{avs, kAvs}, {avs, kAvs, 7}, {avs, kAvs, 11}});
  expect_parity({{avs, kPrism},
                 {avs, kPrism, 6},
                 {hex("80211003") + Octets(140, 1) + kAcknowledgment, kPrism},
                 {Octets(144, 1) + kAcknowledgment, kPrism},
                 {Octets(143, 1), kPrism},
                 {hex("8021"), kPrism}});
}

TEST(PerPacketInformation, NamesWhatItWraps) {
  const Octets wireless = hex("0000 0800 69000000") + kAcknowledgment;
  expect_frame({wireless, kPpi},
               "V.0 DLT IEEE802_11 (105) len 8, length 18: RA:02:00:00:00:00:01 Acknowledgment",
               true);
  TextOptions options;
  for (const bool quick : {false, true}) {
    options.quick = quick;
    for (const bool link_header : {false, true}) {
      options.link_header = link_header;
      const std::vector<Sample> samples{{wireless, kPpi},
                                        {wireless, kPpi, 7},
                                        {hex("0000 0700 69000000"), kPpi},
                                        {hex("0000 0c00 69000000"), kPpi},
                                        {hex("0000 0800 0a1a0000 61626364"), kPpi},
                                        {hex("0000 0800 e7000000 61626364"), kPpi},
                                        {hex("0000 0800 c0000000") + wireless, kPpi}};
      EXPECT_EQ(printed(samples, options), printed_by_tcpdump(samples, options));
    }
  }
}

}  // namespace
}  // namespace tapbond::test
