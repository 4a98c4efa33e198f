#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets dccp(unsigned type, bool wide, std::size_t size = 40) {
  Octets packet = hex("1388 1389 0800 1234") + u16(type << 9 | (wide ? 0x100u : 0u)) +
                  hex("0001 00000002 0003 0004 00000005 00000006 01000000");
  packet.resize(size);
  return ipv4(33, packet);
}

TEST(Dccp, Summary) {
  expect_text(dccp(0, true),
              "IP 192.0.2.1.5000 > 192.0.2.2.5001: DCCP DCCP-Request (service=196612) ");
}

TEST(Dccp, TypesAndLengths) {
  std::vector<Sample> samples;
  for (unsigned type = 0; type < 12; ++type) {
    for (const std::size_t size : {40u, 24u, 20u, 16u, 12u}) {
      samples.push_back({dccp(type, true, size)});
      samples.push_back({dccp(type, false, size)});
    }
  }
  samples.push_back({ipv4(33, {})});
  samples.push_back({ipv6(33, hex("1388 1389 03 00 1234 04 000001"))});
  expect_brief_parity(samples);
}

TEST(Dccp, Options) {
  std::vector<Sample> samples;
  for (const char* options :
       {"20030100",         "20020000",           "20000000",          "20050501 02000000",
        "240501020300",     "24020000",           "2505 000102 00",    "2a0a0102030405060708 0000",
        "2a08010203040506", "2a060102 03040000",  "2a0401020000 0000", "29060102 03040000",
        "290301 00",        "2b040102",           "2b060102 03040000", "2c060102 03040000",
        "80040102",         "80060102 03040000",  "8003aa00",          "80aa0000",
        "2d03aa00",         "2006 0a010203 0000", "01020300"}) {
    const Octets bytes = hex(options);
    const auto words = static_cast<unsigned>(4 + bytes.size() / 4);
    const Octets packet =
        ipv4(33, hex("1388 1389") + u16(words << 8) + hex("0000 0500 0001 00000002") + bytes);
    samples.push_back({packet});
    for (std::uint32_t cut = 1; cut < bytes.size(); ++cut) {
      samples.push_back({packet, 1, static_cast<std::uint32_t>(packet.size()) - cut});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
