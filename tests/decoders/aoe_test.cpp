#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets aoe(std::string_view content) { return ethernet(0x88a2, hex(content)); }

TEST(Aoe, Commands) {
  expect_text(
      aoe("10 00 0001 02 01 01020304 0001 0102 01 12 0003 616263"),
      "AoE length 21, Ver 1, Flags: [none]\n"
      "\tMajor: 0x0001, Minor: 0x02, Command: Query Config Information, Tag: 0x01020304\n"
      "\tBuffer Count: 1, Firmware Version: 258, Sector Count: 1, AoE: 1, CCmd: test config "
      "string prefix\n"
      "\tConfig String (length 3): abc",
      1);
  std::vector<Sample> samples;
  for (const auto* content :
       {"1c 03 0001 02 00 01020304 ff 01 02 03 040506070809 0000 78797a",
        "18 00 0001 02 00 01020304 00", "10 00 0001 02 01 01020304 0001 0102 01 15 0001 61",
        "10 00 0001 02 01 01020304 0001 0102 01 10 0002 61",
        "10 00 0001 02 02 01020304 00 01 00 02 0001020000000001 0002020000000002",
        "10 00 0001 02 02 01020304 00 09 03 03 0009020000000001",
        "10 00 ffff ff 03 01020304 01 02 020000000001 020000000002",
        "10 00 ffff ff 03 01020304 01 03 020000000001", "10 00 ffff ff 09 01020304", "20", "10 00",
        ""}) {
    const Octets frame = aoe(content);
    for (std::uint32_t size = 14; size <= frame.size(); ++size) samples.push_back({frame, 1, size});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
