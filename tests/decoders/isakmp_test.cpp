#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

const Octets kCookies = hex("1122334455667788 8877665544332211");

Octets message(unsigned next, unsigned version, unsigned exchange, unsigned flags,
               std::uint32_t id = 0) {
  return u16(next << 8 | version) + u16(exchange << 8 | flags) + u32(id) + u32(28);
}

TEST(Isakmp, KnowsTheInitiator) {
  const Octets first = hex("1122334455667788 0000000000000000") + message(1, 0x10, 2, 0);
  const Octets later = kCookies + message(1, 0x10, 2, 1);
  expect_text({{udp4(500, 500, later)}, {udp4(500, 500, first)}, {udp4(500, 500, later)}},
              {.time = TimeStyle::kNone},
              "IP 192.0.2.1.500 > 192.0.2.2.500: isakmp: phase 1 ? ident[E]\n"
              "IP 192.0.2.1.500 > 192.0.2.2.500: isakmp: phase 1 I ident\n"
              "IP 192.0.2.1.500 > 192.0.2.2.500: isakmp: phase 1 I ident[E]\n");
}

TEST(Isakmp, ExchangesAndFlags) {
  std::vector<Sample> samples;
  for (unsigned exchange = 0; exchange < 40; ++exchange) {
    samples.push_back({udp4(500, 500, kCookies + message(0, 0x10, exchange, exchange % 4))});
    samples.push_back({udp4(500, 500, kCookies + message(0, 0x20, exchange, exchange << 2, 7))});
  }
  samples.push_back({udp4(500, 500, kCookies + message(0, 0x30, 34, 8))});
  expect_brief_parity(samples);
}

TEST(Isakmp, BehindNat) {
  std::vector<Sample> samples;
  for (const char* payload :
       {"ff", "00", "00000000", "00000001 00000002", "01020304 05060708 09", "010203", "ffff"}) {
    samples.push_back({udp4(4500, 4500, hex(payload))});
  }
  expect_parity(samples);
  expect_brief_parity({{udp4(4500, 4500, u32(0) + kCookies + message(0, 0x20, 35, 8, 1))}});
}

TEST(Isakmp, CutAnywhere) {
  const Octets frame = udp4(4500, 4500, u32(0) + kCookies + message(33, 0x20, 34, 8));
  std::vector<Sample> samples;
  for (std::uint32_t captured = 42; captured < frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  expect_brief_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
