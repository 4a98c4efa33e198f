#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets packet() {
  const Octets frame = udp4(5000, 6000, ascii("hello"));
  return {frame.begin() + 14, frame.end()};
}

TEST(Ethernet, LinkHeader) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  options.link_header = true;
  expect_text({{udp4(5000, 6000, ascii("hello"))}}, options,
              "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype IPv4 (0x0800), length 47: "
              "192.0.2.1.5000 > 192.0.2.2.6000: UDP, length 5\n");
}

TEST(Ethernet, Tags) {
  const std::vector<Sample> samples{{ethernet(0x8100, hex("6005 0800") + packet())},
                                    {ethernet(0x88a8, hex("0064 8100 1005 0800") + packet())},
                                    {ethernet(0x8100, hex("6005"))},
                                    {ethernet(0x9100, hex("0001 1234 00112233"))}};
  TextOptions options;
  options.time = TimeStyle::kNone;
  expect_text({samples.front()}, options, "IP 192.0.2.1.5000 > 192.0.2.2.6000: UDP, length 5\n");
  expect_parity(samples);
}

TEST(Ethernet, UnknownTypeIsDumped) {
  expect_text(ethernet(0x1234, ascii("some bytes\x01")),
              "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype Unknown (0x1234), length 25: \n"
              "\t0x0000:  736f 6d65 2062 7974 6573 01              some.bytes.");
}

TEST(Ethernet, LogicalLinkControl) {
  expect_parity(
      {{ethernet(3, hex("f0f0 7f"))},
       {ethernet(6, hex("0001 af 81 01 00"))},
       {ethernet(4, hex("0001 0100"))},
       {ethernet(8, hex("0402 0a15 01020304"))},
       {ethernet(2, hex("4242"))},
       {ethernet(8, hex("aaaa03 000000 0800"))},
       {ethernet(static_cast<unsigned>(8 + packet().size()), hex("aaaa03 000000 0800") + packet())},
       {ethernet(12, hex("aaaa03 00000c 1234 01020304"))}});
}

TEST(Loopback, FamilyInEitherByteOrder) {
  expect_parity({{hex("02000000") + packet(), 0},
                 {hex("00000002") + packet(), 0},
                 {hex("63000000") + packet(), 0},
                 {hex("0200"), 0}});
}

TEST(LinuxCooked, BothVersions) {
  const Octets version1 = hex("0004 0001 0006 020000000001 0000 0800");
  expect_parity({{version1 + packet(), 113},
                 {hex("0000 0001 0006 0200000000010000 1234 0102"), 113},
                 {hex("0000 0001"), 113}});
  const Octets version2 = hex("0800 0000 0000ffff 0001 00 06 020000000001 0000");
  expect_parity({{version2 + packet(), 276}, {hex("0800 0000"), 276}});
}

TEST(Raw, EitherVersion) { expect_parity({{packet(), 101}, {hex("50000000"), 101}}); }

TEST(Ppp, SessionsAndControl) {
  expect_parity({{hex("ff03 0021") + packet(), 9}, {hex("0021") + packet(), 9}, {hex("ff"), 9}});
  expect_parity(
      {{ethernet(0x8864, hex("1100 0001 0021 0021") + packet())},
       {ethernet(0x8863, hex("1109 0000 0010 0101 0000 0103 0004 deadbeef 0000 0000"))},
       {ethernet(0x8864, hex("1100 0001 0010 c023 01010010 05 6369 73636f 05 6369 73636f"))}});
}

TEST(Link, UnknownLinkTypeIsDumped) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  expect_text({{hex("01020304"), 147}}, options,
              "UNSUPPORTED\n\t0x0000:  0102 0304                                ....\n");
}

TEST(Leg, StandsWhereTcpdumpNamesTheInterface) {
  TextOptions options;
  options.time = TimeStyle::kNone;
  FramePrinter printer(options);
  const Octets bytes = udp4(5000, 6000, ascii("hello"));
  FrameView frame;
  frame.bytes = bytes.data();
  frame.captured = frame.length = static_cast<std::uint32_t>(bytes.size());
  frame.leg = "eth1";
  std::string out;
  printer.print(frame, out);
  EXPECT_EQ(out, "eth1  IP 192.0.2.1.5000 > 192.0.2.2.6000: UDP, length 5\n");
}

}  // namespace
}  // namespace tapbond::test
