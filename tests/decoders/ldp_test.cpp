#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr const char* kMessages[] = {
    "010000300000000104000004000fc000040100040a0000010402000400000007040300100001020304050607"
    "08090a0b0c0d0e0f",
    "02000033000000010500000e000100b4c00510000a00000200000503000c800f0000000001f400000064050b"
    "0001800701000440000000",
    "0201000400000001",
    "0300002f000000010101000a00010a0000010a000002010100120002000102030405060708090a0b0c0d0e0f"
    "01010003000701",
    "040000360000000101000007020001180a000102000004000000110103000102010400080a0000010a000002"
    "06000004000000050601000205dc",
    "04020029000000010100000c0200024020010db80000000001000001010100000c0200094020010db8000000"
    "00",
    "04000041000000010100001d808005130000000100000064010405dc03056162630c04030107040102010000"
    "0880000400000000010100000c800004020000000100000005",
    "0001001a000000010300000ac000000a0000000504000301000400000003",
    "3e00000a00000001616263646566",
};

Octets pdu(const Octets& messages) {
  return hex("0001") + u16(static_cast<unsigned>(messages.size() + 6)) + hex("0a000001 0000") +
         messages;
}

Octets segment(const Octets& payload) { return tcp4({646, 50000, 1001, 2001, 0x18, {}, payload}); }

TEST(Ldp, Summary) {
  expect_text(udp4(646, 646, pdu(hex(kMessages[0]))),
              "IP 192.0.2.1.646 > 192.0.2.2.646: LDP, Label-Space-ID: 10.0.0.1:0, pdu-length: 58");
}

TEST(Ldp, EveryMessageOverTcp) {
  std::vector<Sample> samples;
  Octets all;
  for (const char* message : kMessages) {
    samples.push_back({segment(pdu(hex(message)))});
    samples.push_back({segment(pdu(hex(message)) + pdu(hex(kMessages[2])))});
    all = all + hex(message);
  }
  samples.push_back({segment(pdu(all))});
  expect_parity(samples);
}

TEST(Ldp, Faults) {
  std::vector<Sample> samples;
  for (const char* bytes : {"0002 000e 0a000001 0000 0201 0004 00000001 00",
                            "0001 0003 0a000001 0000 0201 0004 00000001 00",
                            "0001 00ff 0a000001 0000 0201 0004 00000001 00",
                            "0001 000e 0a000001 0000 0201 0003 00000001 00",
                            "0001 0012 0a000001 0000 0201 0008 00000001 0400 0009 00"}) {
    samples.push_back({segment(hex(bytes))});
  }
  const Octets whole = pdu(hex(kMessages[4]));
  for (std::uint32_t size = 54; size < 54 + whole.size(); ++size) {
    samples.push_back({segment(whole), 1, size});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
