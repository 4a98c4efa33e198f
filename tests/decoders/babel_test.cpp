#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets babel(std::string_view items, std::string_view trailer = "") {
  const Octets body = hex(items);
  return udp6(6696, 6696,
              hex("2a02") + u16(static_cast<unsigned>(body.size())) + body + hex(trailer));
}

TEST(Babel, Summary) {
  expect_text(babel("0406 0000 0001 0190 080e 0180 2000 0064 0001 0002 0a0b0c01", "1004 01020304"),
              "IP6 2001:db8::1.6696 > 2001:db8::2.6696: babel 2 (24) hello update/prefix | mac");
}

TEST(Babel, Items) {
  std::vector<Sample> samples;
  for (const char* item :
       {"00",
        "0100",
        "0102 0000",
        "0206 0000 1234 0064",
        "0302 1234",
        "0406 0000 0001 0190",
        "0406 8000 0001 0000",
        "0506 0000 0001 0190",
        "050a 0100 0001 0190 0a000001",
        "060a 0000 0102030405060708",
        "0602 0000",
        "0706 0100 0a000001",
        "070a 0300 0102030405060708",
        "080e 01c0 2000 0064 0001 0002 0a0b0c01",
        "080a 003f 0000 ffff 0001 0002",
        "0902 0000",
        "0905 0118 0a0b0c",
        "0a11 0118 0001 05 00 0102030405060708 0a0b0c",
        "0b06 0002 4f000000",
        "0c12 0001 0102030405060708090a0b0c0d0e0f10",
        "1004 01020304",
        "1104 00000001",
        "1208 00000001 01020304",
        "1302 0000",
        "2002 0000",
        "ff00",
        "0405 00",
        "04",
        "0403 000000",
        "0803 000000",
        "0a03 000000",
        "080e 0180 2000 0064 0001 0002 0a0b0c01 080b 0100 2003 0064 0001 0002 02"}) {
    samples.push_back({babel(item)});
    samples.push_back({babel("00", item)});
  }
  for (const char* packet : {"2a020000", "2a030000", "2b020000", "2a020004", ""}) {
    samples.push_back({udp4(6697, 6697, hex(packet))});
  }
  expect_parity(samples);
}

TEST(Babel, CutAnywhere) {
  const Octets frame =
      babel("0406 0000 0001 0190 080e 0180 2000 0064 0001 0002 0a0b0c01", "1004 01020304");
  std::vector<Sample> samples;
  for (std::uint32_t captured = 62; captured < frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  expect_brief_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
