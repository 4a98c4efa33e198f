#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets eigrp(unsigned opcode, const std::string& items) {
  return ipv4(88, u16(0x0200 | opcode) + hex("1234 00000001 00000007 00000008 00000064" + items));
}

TEST(Eigrp, Summary) {
  expect_text(eigrp(5, "0001 000c 0100 0100 0000 000f"),
              "IP 192.0.2.1 > 192.0.2.2: EIGRP Hello, length: 32");
}

TEST(Eigrp, Opcodes) {
  std::vector<Sample> samples;
  for (unsigned opcode = 0; opcode < 9; ++opcode) samples.push_back({eigrp(opcode, "")});
  samples.push_back({ipv4(88, hex("01050000"))});
  expect_parity(samples);
}

TEST(Eigrp, Items) {
  std::vector<Sample> samples;
  for (const char* item :
       {"0001 000c 0100 0100 0101 000f", "0001 000c 0100 0100",
        "0002 0010 0102030405060708090a0b0c", "0004 0008 0c03 0102", "0004 0006 0c03",
        "0005 0008 00000007", "0102 001c 0a000001 000000ff 00000100 0005dc 02 ff 01 0000 18 0a0b0c",
        "0102 001c 00000000 ffffffff 00000100 0005dc 02 ff 01 0000 14 0a0b0c",
        "0102 001c 00000000 ffffffff 00000100 0005dc 02 ff 01 0000 21 0a0b0c",
        "0103 002e 0a000001 0a000002 00000064 00000001 00000002 0000 0b 01 000000ff 00000100 0005dc"
        "02 ff 01 0000 08 0a",
        "0102 0010 0a000001 000000ff 00000100", "0204 000c 0001020304050607",
        "0402 000c fe80000000000000", "0001 0000", "0001 0040 00"}) {
    samples.push_back({eigrp(1, item)});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
