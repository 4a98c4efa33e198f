// What Ethernet uses for itself: slow protocols, MPCP, configuration testing, and vendors' own.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

std::vector<Sample> cut_anywhere(unsigned type, std::initializer_list<std::string_view> contents) {
  std::vector<Sample> samples;
  for (const auto content : contents) {
    const Octets frame = ethernet(type, hex(content));
    for (std::uint32_t size = 14; size <= frame.size(); ++size) samples.push_back({frame, 1, size});
  }
  return samples;
}

TEST(SlowProtocols, LinkAggregation) {
  expect_text(
      ethernet(0x8809, hex("0101 0114 8000 020000000001 0001 0080 0005 3d 000000 0000")),
      "LACPv1, length 24\n"
      "\tActor Information TLV (0x01), length 20\n"
      "\t  System 02:00:00:00:00:01, System Priority 32768, Key 1, Port 5, Port Priority 128\n"
      "\t  State Flags [Activity, Aggregation, Synchronization, Collecting, Distributing]\n"
      "\tTerminator TLV (0x00), length 0",
      1);
  expect_parity(cut_anywhere(
      0x8809,
      {"0101 0214 8000 020000000001 0001 0080 0005 c2 000000 0310 0005 000000000000000000000000",
       "0101 0105 010203 0905 616263 0101", "0101 011e 0000", "0102", "0202",
       "0201 0110 0005 020000000001 00000009 0000 0005 000000", "0a 0019a7 0001"}));
}

TEST(SlowProtocols, Oam) {
  expect_text(ethernet(0x8809, hex("03 0050 04 01")),
              "OAM, length 5\n"
              "\tCode Loopback Control OAM PDU, Flags [Local Stable, Remote Stable]\n"
              "\t  Command Enable OAM Remote Loopback (1)",
              1);
  expect_parity(cut_anywhere(
      0x8809, {"03 007f 00 0110 01 0003 01 0f 05ee 001122 00000007 0210 01 0003 06 10 05ee 000000 "
               "00000007 0000",
               "03 0000 00 0106 61626364 fe06 61626364 0101", "03 0000 fe 616263",
               "03 0000 01 0007 0128 0007 0102030405060708 0102030405060708 0102030405060708 "
               "0102030405060708 01020304 0904 6162 0304",
               "03 0000 01 00", "03 0000 04", "03 0000 04 09"}));
}

TEST(Mpcp, Messages) {
  expect_text(ethernet(0x8808, hex("0004 00000005 01 02")),
              "MPCP, Opcode Register Request, Timestamp 5 ticks, length 8\n"
              "\tFlags [ Register ], Pending-Grants 2",
              1);
  expect_parity(cut_anywhere(
      0x8808,
      {"0001 00000005 0102", "0002 00000005 13 00000005 0006 00000007 0008 00000009 000a 000b",
       "0003 00000005 03 01 0007 ff 0000 0001 0002 0003 0004 0005 0006 0007",
       "0005 00000005 0001 03 0005 07", "0006 00000005 01 0005 0006", "0009 00000005 01"}));
}

TEST(Loopback, Functions) {
  expect_text(ethernet(0x9000, hex("0000 0100 0500 616263")),
              "Loopback, skipCount 0, Reply, receipt number 5, data (3 octets)");
  expect_parity(
      cut_anywhere(0x9000, {"0000 0200 020000000001 6162", "0800 0200 020000000001 0100 07",
                            "0900 6162", "0000 0900 61", "f0ff"}));
}

TEST(NetworkLoadBalancing, Heartbeat) {
  expect_text(ethernet(0x886f, hex("c0debade 01000000 02000000 c0000250 c0000252")),
              "MS NLB heartbeat, host priority: 2, cluster IP: 192.0.2.80, host IP: 192.0.2.82");
  expect_parity(cut_anywhere(0x886f, {"c0debade 01000000 02000000 c0000250 c0000252"}));
}

TEST(Realtek, ControlProtocol) {
  expect_text(ethernet(0x8899, hex("01 00 2379")),
              "02:00:00:00:00:01 > 02:00:00:00:00:02, RRCP query: hello, auth=0x2379");
  expect_parity(cut_anywhere(0x8899, {"01 80 2379 01 02 020000000003 0405 06070809",
                                      "01 82 2379 0001 02030405 06070809 0a0b0c0d", "01 05 2379",
                                      "02", "03", "23", "04", "99", "a0", "b0"}));
}

// Without -v alone: only the common header is read.
TEST(Cfm, CommonHeader) {
  expect_text(ethernet(0x8902, hex("40 03 00 04 00000001 00")),
              "CFMv0 Loopback Message, MD Level 2, length 9");
  std::vector<Sample> samples;
  for (unsigned code = 0; code < 8; ++code) {
    for (const unsigned version : {0x00u, 0xe0u, 0x21u, 0xffu}) {
      samples.push_back({ethernet(0x8902, u16(version << 8 | code) + hex("0004 00000001 00"))});
    }
  }
  const Octets frame = ethernet(0x8902, hex("40 03 00 04 00000001 00"));
  for (std::uint32_t size = 14; size < frame.size(); ++size) samples.push_back({frame, 1, size});
  for (const char* early : {"", "00", "0001", "000100"}) {
    samples.push_back({ethernet(0x8902, hex(early))});
  }
  expect_brief_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
