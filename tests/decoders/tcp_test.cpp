#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr unsigned kSyn = 0x02;
constexpr unsigned kAck = 0x10;
constexpr unsigned kPush = 0x08;

Octets from_client(std::uint32_t sequence, std::uint32_t acknowledged, unsigned flags,
                   const Octets& payload = {}, const Octets& options = {}) {
  return tcp4({40000, 443, sequence, acknowledged, flags, options, payload});
}

Octets from_server(std::uint32_t sequence, std::uint32_t acknowledged, unsigned flags,
                   const Octets& payload = {}, const Octets& options = {}) {
  Octets frame = tcp4({443, 40000, sequence, acknowledged, flags, options, payload});
  std::swap_ranges(frame.begin() + 26, frame.begin() + 30, frame.begin() + 30);
  return frame;
}

TextOptions without_time() {
  TextOptions options;
  options.time = TimeStyle::kNone;
  return options;
}

TEST(Tcp, SynWithItsOptions) {
  expect_text(from_client(1000, 0, kSyn, {}, hex("020405b4 0402080a 0000006400000000 01030307")),
              "IP 192.0.2.1.40000 > 192.0.2.2.443: Flags [S], seq 1000, win 512, options [mss "
              "1460,sackOK,TS val 100 ecr 0,nop,wscale 7], length 0");
}

TEST(Tcp, NumbersAreRelativeOncePerConversation) {
  const std::vector<Sample> conversation{
      {from_client(0xfffffff0, 0, kSyn)},
      {from_server(5000, 0xfffffff1, kSyn | kAck)},
      {from_client(0xfffffff1, 5001, kPush | kAck, ascii("0123456789abcdefghij"))},
      {from_server(5001, 5, kAck)},
      {from_server(7000, 5, kAck, {}, hex("0101050a 00000019 00000023"))},
  };
  expect_text(conversation, without_time(),
              "IP 192.0.2.1.40000 > 192.0.2.2.443: Flags [S], seq 4294967280, win 512, length 0\n"
              "IP 192.0.2.2.443 > 192.0.2.1.40000: Flags [S.], seq 5000, ack 4294967281, win 512, "
              "length 0\n"
              "IP 192.0.2.1.40000 > 192.0.2.2.443: Flags [P.], seq 1:21, ack 1, win 512, length "
              "20\n"
              "IP 192.0.2.2.443 > 192.0.2.1.40000: Flags [.], ack 21, win 512, length 0\n"
              "IP 192.0.2.2.443 > 192.0.2.1.40000: Flags [.], ack 21, win 512, options "
              "[nop,nop,sack 1 {41:51}], length 0\n");
}

TEST(Tcp, AbsoluteNumbersOnRequest) {
  TextOptions options = without_time();
  options.absolute_sequence = true;
  expect_text({{from_server(5000, 1001, kSyn | kAck)}, {from_client(1001, 5001, kAck)}}, options,
              "IP 192.0.2.2.443 > 192.0.2.1.40000: Flags [S.], seq 5000, ack 1001, win 512, length "
              "0\n"
              "IP 192.0.2.1.40000 > 192.0.2.2.443: Flags [.], ack 5001, win 512, length 0\n");
}

TEST(Tcp, BrokenOptionEndsTheList) {
  expect_text(from_client(1000, 0, kSyn, {}, hex("020205b4 0000 0000")),
              "IP 192.0.2.1.40000 > 192.0.2.2.443: Flags [S], seq 1000, win 512, options [mss "
              "1460[len 2],eol], length 0");
  expect_text(from_client(1000, 0, kSyn, {}, hex("01010820 00000000")),
              "IP 192.0.2.1.40000 > 192.0.2.2.443: Flags [S], seq 1000, win 512, options "
              "[nop,nop,[bad opt]]");
}

TEST(Tcp, HeaderLengthsThatCannotBe) {
  Octets frame = from_client(1000, 0, kSyn);
  frame[46] = 0x30;
  expect_text(frame,
              "IP 192.0.2.1.40000 > 192.0.2.2.443:  tcp 8 [bad hdr length 12 - too short, < "
              "20]");
  frame[46] = 0xf0;
  expect_text(frame,
              "IP 192.0.2.1.40000 > 192.0.2.2.443: Flags [S] [bad hdr length 60 - too long, "
              "> 20]");
}

TEST(Tcp, CutOffBySnaplen) {
  const Octets frame = from_client(1000, 0, kSyn, {}, hex("020405b4"));
  for (std::uint32_t captured = 34; captured < frame.size(); ++captured) {
    expect_parity({{frame, 1, captured}});
  }
}

TEST(Tcp, EveryOptionAndFlag) {
  const char* const kOptions[] = {"1312 00112233445566778899aabbccddeeff 0101",
                                  "1c04 8005",
                                  "1d10 0102 000102030405060708090a0b",
                                  "2202 0101",
                                  "220a 0102030405060708 0101",
                                  "fe04 f989",
                                  "fe06 f989 0102 0101",
                                  "fe04 1234",
                                  "0606 00000001 0101",
                                  "0b06 00000001 0101",
                                  "1404 8001",
                                  "4d04 abcd",
                                  "050c 0000000100000002 0000 0101",
                                  "1e0c 00810102030405060708",
                                  "1e0c 1001 01020304 05060708",
                                  "1e04 5000",
                                  "1e08 2001 00000005",
                                  "1e03 5001"};
  std::vector<Sample> samples;
  for (const char* option : kOptions) {
    Octets options = hex(option);
    while (options.size() % 4 != 0) options.push_back(1);
    samples.push_back({from_client(1000, 0, kSyn, {}, options)});
    samples.push_back({from_client(1000, 1, kAck, ascii("x"), options)});
  }
  for (unsigned flags = 0; flags < 256; flags += 5) {
    samples.push_back({from_client(1000, 1, flags, ascii("reset text\x01\xff"))});
  }
  expect_parity(samples);
}

TEST(Tcp, MultipathOptions) {
  std::vector<Sample> samples;
  const auto add = [&](unsigned subtype, unsigned flags, std::size_t size) {
    Octets option{30, static_cast<std::uint8_t>(size),
                  static_cast<std::uint8_t>(subtype << 4 | (flags & 15))};
    while (option.size() < size) option.push_back(static_cast<std::uint8_t>(option.size() * 9));
    while (option.size() % 4 != 0) option.push_back(1);
    for (const unsigned tcp_flags : {kSyn, kSyn | kAck, kAck}) {
      samples.push_back({from_client(1000, 1, tcp_flags, {}, option)});
    }
  };
  for (unsigned subtype = 0; subtype < 16; ++subtype) {
    for (std::size_t size = 3; size <= 13; ++size) add(subtype, 0, size);
    for (unsigned flags = 1; flags < 16; ++flags) add(subtype, flags, 4);
  }
  for (const std::size_t size : {16, 20, 22, 24}) add(0, 1, size);
  for (unsigned flags = 0; flags < 8; ++flags) {
    for (const std::size_t size : {8, 10, 16, 18, 20, 22, 28, 30}) add(3, flags, size);
  }
  expect_parity(samples);
}

TEST(Tcp, OverIpv6) {
  expect_text(tcp6({40000, 443, 1000, 0, kSyn, {}, {}}),
              "IP6 2001:db8::1.40000 > 2001:db8::2.443: Flags [S], seq "
              "1000, win 512, length 0",
              0);
}

}  // namespace
}  // namespace tapbond::test
