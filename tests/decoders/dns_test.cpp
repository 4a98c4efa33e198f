#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

const Octets kName = hex("07") + ascii("example") + hex("03") + ascii("org") + hex("00");

Octets question(unsigned type, unsigned kind = 1) { return kName + u16(type) + u16(kind); }

// A record of the name in the question.
Octets record(unsigned type, const Octets& data, unsigned kind = 1) {
  return hex("c00c") + u16(type) + u16(kind) + u32(3600) + u16(static_cast<unsigned>(data.size())) +
         data;
}

Octets header(unsigned flags, unsigned questions, unsigned answers = 0, unsigned authorities = 0,
              unsigned additionals = 0) {
  return u16(0x1234) + u16(flags) + u16(questions) + u16(answers) + u16(authorities) +
         u16(additionals);
}

TEST(Dns, Query) {
  expect_text(udp4(40000, 53, header(0x0100, 1) + question(1)),
              "IP 192.0.2.1.40000 > 192.0.2.2.53: 4660+ A? example.org. (29)");
}

TEST(Dns, Response) {
  expect_text(udp4(53, 40000,
                   header(0x8180, 1, 2) + question(1) + record(5, hex("03777777c00c")) +
                       record(1, hex("c0000235"))),
              "IP 192.0.2.1.53 > 192.0.2.2.40000: 4660 2/0/0 CNAME www.example.org., A 192.0.2.53 "
              "(63)");
}

TEST(Dns, EveryRecordType) {
  std::vector<Sample> samples;
  const auto add = [&](unsigned type, const Octets& data) {
    samples.push_back(
        {udp4(53, 40000, header(0x8580, 1, 1) + question(type) + record(type, data))});
  };
  add(1, hex("c0000201"));
  add(2, hex("036e7331c00c"));
  add(6, hex("036e7331c00c") + hex("04726f6f74c00c 00000001 00000002 00000003 00000004 00000005"));
  add(12, hex("c00c"));
  add(15, hex("000a 046d61696cc00c"));
  add(16, hex("05") + ascii("hello") + hex("02") + ascii("\x01\xff"));
  add(28, hex("20010db8000000000000000000000001"));
  add(33, hex("0001 0002 01bb c00c"));
  add(38, hex("40 0000000000000001 c00c"));
  add(39, hex("c00c"));
  add(256, hex("000a 0001") + ascii("https://example.org/"));
  add(250, hex("c00c 000000000001 012c 0002 abcd 1234 0000 0000"));
  add(41, hex("000a 0008 0102030405060708 0008 0007 0001 18 00 c00002 000c 0004 00000000"));
  add(65, hex("0001 00"));
  add(999, hex("0102"));
  expect_parity(samples);
}

TEST(Dns, FlagsAndCodes) {
  std::vector<Sample> samples;
  for (unsigned flags = 0; flags < 0x10000; flags += 0x0421) {
    samples.push_back({udp4(40000, 53, header(flags, 1) + question(28, flags % 5))});
  }
  samples.push_back({udp4(
      53, 40000, header(0x8180, 1, 0, 0, 1) + question(1) + hex("00 0029 1000 10 00 8000 0000"))});
  samples.push_back({udp4(40000, 53, header(0x0100, 2) + question(1) + question(2))});
  samples.push_back({udp4(40000, 53, header(0x0100, 0, 1, 1, 1))});
  expect_parity(samples);
}

TEST(Dns, BrokenNames) {
  const char* const kNames[] = {"c00c",         // points at itself
                                "c0ff",         // points forward
                                "80",           // no such label
                                "4103 00",      // a label of bits
                                "42",           // an unknown kind of label
                                "3f 61",        // longer than the message
                                "01 61 c00c"};  // a loop
  std::vector<Sample> samples;
  for (const char* name : kNames) {
    samples.push_back({udp4(40000, 53, header(0x0100, 1) + hex(name) + hex("0001 0001"))});
    samples.push_back({udp4(53, 40000, header(0x8180, 1, 1) + question(2) + record(2, hex(name)))});
  }
  samples.push_back({udp4(40000, 53, hex("1234"))});
  expect_parity(samples);
}

TEST(Dns, CutOffAnywhere) {
  const Octets frame = udp4(53, 40000,
                            header(0x8180, 1, 2) + question(1) + record(5, hex("03777777c00c")) +
                                record(1, hex("c0000235")));
  for (std::uint32_t captured = 42; captured < frame.size(); captured += 2) {
    TextOptions options;
    options.verbosity = static_cast<int>(captured / 2 % 4);
    const std::vector<Sample> samples{{frame, 1, captured}};
    EXPECT_EQ(printed(samples, options), printed_by_tcpdump(samples, options)) << captured;
  }
}

TEST(MulticastDns, QuestionsAndAnswers) {
  expect_text(udp4(5353, 5353, header(0, 1) + question(12, 0x8001)),
              "IP 192.0.2.1.5353 > 192.0.2.2.5353: 4660 PTR (QU)? example.org. (29)");
  expect_parity({{udp6(5353, 5353,
                       header(0x8400, 0, 1) + kName +
                           hex("0001 8001 00000078 0004 "
                               "c0000201"))}});
}

TEST(Dns, OverTcp) {
  const Octets message = header(0x0100, 1) + question(1);
  const auto segment = [](const Octets& payload) {
    return tcp4({40000, 53, 1, 1, 0x18, {}, payload});
  };
  expect_parity({{segment(u16(static_cast<unsigned>(message.size())) + message)},
                 {segment(u16(7) + message)},
                 {segment(hex("00"))}});
}

}  // namespace
}  // namespace tapbond::test
