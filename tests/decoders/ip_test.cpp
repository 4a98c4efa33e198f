#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Ipv4, Verbose) {
  expect_text(udp4(5000, 6000, ascii("hello")),
              "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto UDP (17), length 33)\n"
              "    192.0.2.1.5000 > 192.0.2.2.6000: [udp sum ok] UDP, length 5",
              2);
}

TEST(Ipv4, Fragments) {
  const std::vector<Sample> samples{
      {ipv4_fragment(17, 0, true, hex("1388 1770 0020 0000") + Octets(16, 'x'))},
      {ipv4_fragment(17, 24, false, Octets(16, 'y'))}};
  TextOptions options;
  options.time = TimeStyle::kNone;
  expect_text(samples, options,
              "IP 192.0.2.1.5000 > 192.0.2.2.6000: UDP, length 24\n"
              "IP 192.0.2.1 > 192.0.2.2: ip-proto-17\n");
  expect_parity(samples);
}

TEST(Ipv4, Options) {
  expect_text(ipv4(59, {}, hex("94040000 07070400000000 00")),
              "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto unknown (59), length 32, "
              "options (RA,RR 0.0.0.0,EOL))\n    192.0.2.1 > 192.0.2.2: no next header",
              1);
  expect_parity({{ipv4(59, {}, hex("440c0500 00000001 00000002"))},
                 {ipv4(59, {}, hex("44100901 c0000203 00000001 00000000"))},
                 {ipv4(59, {}, hex("83070400000000 00"))},
                 {ipv4(59, {}, hex("89030401 07020000"))},
                 {ipv4(59, {}, hex("82ff0000"))},
                 {ipv4(59, {}, hex("01010144"))},
                 {ipv4(59, {}, hex("9404 0007 5204 0000"))}});
}

TEST(Ipv4, UnknownProtocolsAndNesting) {
  const Octets inner = udp4(53, 1, {});
  const Octets packet(inner.begin() + 14, inner.end());
  expect_parity({{ipv4(255, ascii("abc"))},
                 {ipv4(4, packet)},
                 {ipv6(4, packet)},
                 {ipv4(58, ascii("abcdefgh"))},
                 {ipv6(1, ascii("abcdefgh"))}});
}

TEST(Ipv4, LengthsThatLie) {
  Octets longer = udp4(5000, 6000, ascii("hello"));
  longer[17] = 200;
  Octets shorter = udp4(5000, 6000, ascii("hello"));
  shorter[17] = 10;
  Octets tiny = udp4(5000, 6000, ascii("hello"));
  tiny[14] = 0x42;
  Octets six = udp4(5000, 6000, ascii("hello"));
  six[14] = 0x65;
  Octets zero = udp4(5000, 6000, ascii("hello"));
  zero[16] = zero[17] = 0;
  expect_parity({{longer}, {shorter}, {tiny}, {six}, {zero}});
}

TEST(Ipv6, ExtensionHeaders) {
  const Octets payload = hex("1388 1770 0008 0000");
  const std::vector<Sample> samples{
      {ipv6(0, hex("1100 0502 0000 0100") + payload)},
      {ipv6(60, hex("1100 0104 00000000") + payload)},
      {ipv6(60, hex("1102 c910 20010db8000000000000000000000003 0100 0000") + payload)},
      {ipv6(44, hex("1100 0001 00000007") + payload)},
      {ipv6(44, hex("1100 0010 00000007") + payload)},
      {ipv6(43, hex("1102 0001 00000000 20010db8000000000000000000000009") + payload)},
      {ipv6(43, hex("1102 0400 00000000 20010db8000000000000000000000009") + payload)},
      {ipv6(0, hex("1100 c204 00010000"))},
      {ipv6(59, {})},
      {ipv6(135, hex("3b01 0500 0000 0025 c000 0003 0104 00000000"))}};
  expect_parity(samples);
}

TEST(Ipv6, MobilityOptionsThatEndTooSoon) {
  std::vector<Sample> samples;
  for (const char* options : {"00000000", "01020000", "00010100", "02020001", "00020000",
                              "02010000", "03000000", "04000000", "05000000", "77000000", "0077"}) {
    const Octets header = hex("3b01 0500 0000 0025 c000 0003") + hex(options);
    samples.push_back({ipv6(135, header)});
    samples.push_back({ipv6(135, header + hex("00"))});
  }
  samples.push_back({ipv6(43, hex("1103 0400 00000000 20010db8000000000000000000000009") +
                                  hex("0000000000000000 03e807d000080000"))});
  expect_parity(samples);
}

TEST(AuthenticationHeader, ReservedBits) {
  expect_parity({{ipv4(51, hex("3b04 1234 00000001 00000002 000000000000000000000000"))},
                 {ipv4(51, hex("3b04 0001 00000001 00000002 0000000000000000"))}});
}

TEST(Ipv6, OptionsThatEndTooSoon) {
  const Octets address = hex("20010db8 20010db8 20010db8 20010db8");
  const Octets home = hex("c911") + address;
  std::vector<Sample> samples;
  for (const Octets& option :
       {hex("01"), hex("0104"), hex("05"), hex("0502"), hex("050300"), hex("050100"), hex("c2"),
        hex("c20400"), hex("c20300ffff"), hex("c2"), hex("c906"), hex("77"), hex("7707"),
        home + hex("00"), home + hex("01"), home + hex("77"), hex("c912") + address + hex("0104"),
        hex("c90e 20010db8 20010db8 20010db8 2001")}) {
    for (const unsigned next : {0, 60}) {
      // At the beginning of the header and at its end; the rest is padding.
      const auto rest = static_cast<unsigned>((8 - (option.size() + 2) % 8) % 8);
      const auto units = static_cast<std::uint8_t>((option.size() + 2) / 8 - (rest == 0 ? 1 : 0));
      const Octets udp = hex("03e807d0 00080000");
      samples.push_back({ipv6(next, Octets{17, units} + Octets(rest) + option + udp)});
      samples.push_back({ipv6(next, Octets{17, units} + option + Octets(rest) + udp)});
    }
  }
  expect_parity(samples);
}

TEST(Ip, CutOffAnywhere) {
  const Octets frames[] = {udp4(5000, 6000, ascii("hello")), udp6(5000, 6000, ascii("hello")),
                           ipv4(59, {}, hex("94040000 07070400000000 00")),
                           ipv6(0, hex("3b00 0502 0000 0100"))};
  for (const Octets& frame : frames) {
    for (std::uint32_t captured = 1; captured < frame.size(); captured += 3) {
      TextOptions options;
      options.verbosity = captured % 3 == 0 ? 1 : 0;
      const std::vector<Sample> samples{{frame, 1, captured}};
      EXPECT_EQ(printed(samples, options), printed_by_tcpdump(samples, options)) << captured;
    }
  }
}

}  // namespace
}  // namespace tapbond::test
