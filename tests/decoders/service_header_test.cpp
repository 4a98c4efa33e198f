#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

const Octets kFrame = udp4(9, 9, ascii("abc"));
const Octets kPacket(kFrame.begin() + 14, kFrame.end());

Octets header(unsigned words, unsigned context, unsigned next, const Octets& contexts = {},
              unsigned version_and_flags = 0) {
  return u32(version_and_flags << 28 | 63u << 22 | words << 16 | context << 8 | next) +
         hex("00012305") + contexts;
}

TEST(ServiceHeader, Contexts) {
  std::vector<Sample> samples;
  for (const Octets& packet :
       {header(6, 1, 1, Octets(16, 7)) + kPacket, header(2, 2, 3) + kFrame,
        header(7, 2, 1, hex("01000104 aabbccdd 01020005 0102030405000000 00010000")) + kPacket,
        header(2, 2, 4) + kPacket, header(2, 2, 9) + kPacket,
        header(4, 1, 1, Octets(8, 7)) + kPacket, header(2, 0, 1) + kPacket,
        header(3, 15, 1, Octets(4, 7)) + kPacket, header(1, 2, 1) + kPacket,
        header(40, 2, 1) + kPacket, header(4, 2, 1, hex("01000120 aabbccdd")) + kPacket,
        header(2, 2, 1, {}, 2) + kPacket, header(2, 2, 1, {}, 4) + kPacket, hex("616263")}) {
    const Octets frame = ethernet(0x894f, packet);
    for (std::uint32_t captured = 14; captured <= frame.size(); captured += 3) {
      samples.push_back({frame, 1, captured});
    }
    samples.push_back({frame});
  }
  expect_parity(samples);
}

TEST(ServiceHeader, InVxlan) {
  std::vector<Sample> samples;
  const Octets network = hex("00012300");
  for (const Octets& packet :
       {hex("0c000001") + network + kPacket, hex("0c000003") + network + kFrame,
        hex("00000004") + network + header(2, 2, 1) + kPacket,
        hex("08000005") + network + hex("00010140") + kPacket, hex("ff000009") + network,
        hex("0c0000")}) {
    const Octets frame = udp4(40000, 4790, packet);
    for (std::uint32_t captured = 42; captured <= frame.size(); captured += 3) {
      samples.push_back({frame, 1, captured});
    }
    samples.push_back({frame});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
