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

std::string payload(unsigned next, const std::string& body) {
  std::string head = "00000000";
  const auto size = static_cast<unsigned>(4 + hex(body).size());
  constexpr char kDigits[] = "0123456789abcdef";
  head[0] = kDigits[next >> 4];
  head[1] = kDigits[next & 15];
  for (unsigned i = 0; i < 4; ++i) head[4 + i] = kDigits[size >> (12 - 4 * i) & 15];
  return head + body;
}

Octets with_payloads(unsigned first, const std::string& payloads, unsigned flags = 0) {
  const Octets octets = hex(payloads);
  return udp4(500, 500,
              kCookies + u16(first << 8 | 0x10) + u16(0x0200 | flags) + u32(0) +
                  u32(static_cast<std::uint32_t>(28 + octets.size())) + octets);
}

std::string association(unsigned protocol, const std::string& attributes) {
  const std::string number = "0" + std::to_string(protocol);
  return payload(
      0, "00000001 00000001" + payload(0, "01" + number + "0401 00000007" +
                                              payload(0, "01" + number + "0000" + attributes)));
}

TEST(Isakmp, Payloads) {
  std::vector<Sample> samples;
  for (unsigned attribute = 1; attribute < 18; ++attribute) {
    const std::string type = attribute < 16 ? "800" : "80";
    constexpr char kDigits[] = "0123456789abcdef";
    const std::string digits =
        attribute < 16 ? std::string(1, kDigits[attribute]) : std::to_string(attribute - 6);
    samples.push_back({with_payloads(1, association(1, type + digits + "0001"))});
    samples.push_back({with_payloads(1, association(3, type + digits + "0005"))});
  }
  for (unsigned identity = 0; identity < 12; ++identity) {
    samples.push_back({with_payloads(5, payload(0, "0" + std::string(1, "0123456789ab"[identity]) +
                                                       "1101f4 0a000001 ffffff00"))});
  }
  for (unsigned type = 1; type < 33; ++type) {
    samples.push_back({with_payloads(type, payload(0, "0001 0203 0405 0607 0809 0a0b"))});
    samples.push_back({with_payloads(type, payload(0, ""), type % 2)});
  }
  samples.push_back({with_payloads(1, association(1, "000c 0004 00015180 8001 0007"))});
  samples.push_back({with_payloads(4, payload(10, "01020304") + payload(0, "0506"))});
  samples.push_back({with_payloads(13, payload(13, "0102"))});
  samples.push_back({with_payloads(13, "0d000040")});
  samples.push_back({with_payloads(11, payload(0, "00000001 03 04 000e 01020304"))});
  samples.push_back({with_payloads(11, payload(0, "00000001 03 00 6002 000102030405060708090a"))});
  samples.push_back({with_payloads(12, payload(0, "00000001 03 04 0002 01020304 05060708"))});
  samples.push_back({udp4(500, 500, kCookies + message(0, 0x10, 2, 0) + hex("00"))});
  expect_parity(samples);
}

// Of IKEv2 (RFC 7296).
TEST(Isakmp, PayloadsOfVersion2) {
  std::vector<Sample> samples;
  const std::string transforms =
      "0300000c 01 00 000c 800e0080 03000008 02 00 0002 03000008 03 00 0063 00000008 04 00 000e";
  const std::pair<int, std::string> payloads[] = {
      {33, "0000002c 01 01 00 04" + transforms},
      {33, "00000030 01 03 04 04 01020304" + transforms},
      {33, "00000010 01 07 00 01 00000008 09 00 0002"},
      {33, "00000014 01 01 00 01 0000000c 01 00 000c 000e00ff"},
      {34, "0002 0000 00010203"},
      {34, "0013"},
      {35, "02000000 686f7374"},
      {36, "01000000 0a000001"},
      {36, "63000000 00"},
      {37, "04 0102"},
      {39, "02000000 6161616161616161616161616161"},
      {39, "09000000"},
      {40, "00010203"},
      {41, "0000 4004 0102"},
      {41, "0304 0011 01020304 0013"},
      {41, "0000 4006 63"},
      {41, "0000 2000"},
      {41, "0000 a000"},
      {42, "03040001 01020304"},
      {43, "76656e64 01 6f72"},
      {44, "01000000"},
      {46, "0000000000000000"},
      {47, "01"},
      {48, "01"},
      {49, "01"},
  };
  for (const auto& [type, payload] : payloads) {
    const Octets body = hex(payload);
    for (const unsigned flags : {0x0000u, 0x0080u}) {
      samples.push_back(
          {udp4(500, 500,
                kCookies + Octets{static_cast<std::uint8_t>(type)} + hex("20 22 08 00000000") +
                    u32(static_cast<std::uint32_t>(32 + body.size())) + u16(flags) +
                    u16(static_cast<unsigned>(4 + body.size())) + body)});
    }
  }
  expect_parity(samples);
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
