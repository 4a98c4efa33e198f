#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets packet(const Octets& payload) { return udp4(40000, 1701, payload); }

Octets pair(unsigned flags, unsigned vendor, unsigned type, const Octets& value) {
  return u16(flags | static_cast<unsigned>(6 + value.size())) + u16(vendor) + u16(type) + value;
}

// To session 2 of tunnel 1.
Octets control(const Octets& pairs) {
  return packet(u16(0xc802) + u16(static_cast<unsigned>(12 + pairs.size())) +
                hex("0001 0002 0003 0004") + pairs);
}

std::vector<Sample> cut_anywhere(const Octets& frame) {
  std::vector<Sample> samples;
  for (std::uint32_t captured = 42; captured <= frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  return samples;
}

TEST(L2tp, ControlMessage) {
  expect_text(control(pair(0x8000, 0, 0, u16(1)) + pair(0x8000, 0, 2, u16(0x0100)) +
                      pair(0, 0, 7, ascii("lac")) + pair(0xc000, 0, 11, u32(7))),
              "IP 192.0.2.1.40000 > 192.0.2.2.1701:  l2tp:[TLS](1/2)Ns=3,Nr=4 *MSGTYPE(SCCRQ) "
              "*PROTO_VER(1.0) HOST_NAME(lac) *?CHALLENGE(\?\?\?)");
}

TEST(L2tp, DataMessage) {
  expect_text(packet(hex("0002 0001 0002 ff03 c021 0101 0004")),
              "IP 192.0.2.1.40000 > 192.0.2.2.1701:  l2tp:[](1/2) "
              "{LCP, Conf-Request (0x01), id 1, length 6}");
}

TEST(L2tp, Headers) {
  std::vector<Sample> samples;
  for (const char* payload : {"",
                              "c8",
                              "c801",
                              "c803",
                              "c802 000c 0001 0002 0003 0004",
                              "c802 000b 0001 0002 0003 0004",
                              "c802 000d 0001 0002 0003 0004",
                              "8802 0001 0002 0003 0004 8008 0000 0000 0001",
                              "8002 0001 0002 8008 0000 0000 0001",
                              "f832 0014 0001 0002 0003 0004 8008 0000 0000 0001",
                              "c802 0014 0001 0002 0003 0004 8008 0000 0000 0001 aabbccdd",
                              "ca02 0018 0001 0002 0003 0004 0002 aabb 8008 0000 0000 0001",
                              "cf72 0014 0001 0002 0003 0004 0000 8008 0000 0000 0001",
                              "0002 0001 0002",
                              "4002 0008 0001 0002",
                              "4002 000e 0001 0002 ff03 c021 0101 0004",
                              "4002 000a 0001 0002 ff03 c021 0101 0004",
                              "4002 00ff 0001 0002 ff03 c021 0101 0004",
                              "4b02 0008 0001 0002 0005 0006 0002 aabb ff03 c021 0101 0004",
                              "0202 0001 0002 0002 aabb ff03 c021 0101 0004",
                              "0202 0001 0002 00ff aabb ff03 c021 0101 0004",
                              "0902 0001 0002 0005 0006 ff03 c021 0101 0004",
                              "0002 0001 0002 0021 45000014000100004001f7e50a0000010a000002"}) {
    samples.push_back({packet(hex(payload))});
  }
  expect_parity(samples);
}

TEST(L2tp, EveryPair) {
  std::vector<Sample> samples;
  const Octets value = hex("0001 0203 6162 63ff 0004 0506 0708 090a 0b0c 0d0e 0f10 1112 1314");
  for (unsigned type = 0; type < 50; ++type) {
    for (std::size_t size = 0; size <= value.size(); ++size) {
      const Octets part(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(size));
      samples.push_back({control(pair(0x8000, 0, type, part))});
    }
    samples.push_back({control(pair(0x4000, 0, type, value))});
    samples.push_back({control(pair(0x3c00, 9, type, value))});
  }
  expect_parity(samples);
}

TEST(L2tp, Codes) {
  std::vector<Sample> samples;
  for (unsigned code = 0; code < 20; ++code) {
    samples.push_back({control(pair(0, 0, 0, u16(code)))});
    samples.push_back({control(pair(0, 0, 29, u16(code)))});
    samples.push_back({control(pair(0, 0, 46, u32(0xabcd) + u16(code << 8 | 'a')))});
    samples.push_back({control(pair(0, 0, 3, u32(code)) + pair(0, 0, 18, u32(code)))});
  }
  expect_parity(samples);
}

TEST(L2tp, PairsOfWrongLength) {
  std::vector<Sample> samples;
  for (const char* pairs : {"8005 0000 0007", "0000 0000 0007 8008 0000 0000 0001",
                            "8020 0000 0007 4142", "8008 0000 0000 0001 8008 00", "80", "8008"}) {
    samples.push_back({control(hex(pairs))});
  }
  expect_parity(samples);
}

TEST(L2tp, CutAnywhere) {
  const Octets text = ascii("text");
  expect_parity(cut_anywhere(control(pair(0x8000, 0, 0, u16(1)) + pair(0, 0, 7, text) +
                                     pair(0, 9, 7, text) + pair(0, 0, 1, u32(5) + text))));
  expect_parity(
      cut_anywhere(packet(hex("4b02 0018 0001 0002 0005 0006 0002 aabb ff03 c021 0101 "
                              "0004"))));
}

// Where the other port is a known one, too.
TEST(L2tp, Ports) {
  std::vector<Sample> samples;
  for (const unsigned port : {53, 68, 500, 4500, 69, 123, 1812, 3799, 520, 521, 646, 49152}) {
    const Octets message = hex("c802 000c 0001 0002 0003 0004");
    samples.push_back({udp4(1701, port, message)});
    samples.push_back({udp4(port, 1701, message)});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
