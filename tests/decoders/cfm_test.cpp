// Connectivity fault management: every message and every field of them, whole and cut.
#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets message(unsigned code, unsigned flags, unsigned before_tlvs, const Octets& body) {
  return ethernet(0x8902,
                  Octets{0x60, static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(flags),
                         static_cast<std::uint8_t>(before_tlvs)} +
                      body);
}

Octets tlv(unsigned type, const Octets& value) {
  return Octets{static_cast<std::uint8_t>(type)} + u16(static_cast<unsigned>(value.size())) + value;
}

const Octets kArea = hex("0404") + ascii("area");
const Octets kLine = hex("0203") + ascii("l 1");

Octets continuity(const Octets& domain, const Octets& association) {
  Octets names = domain + association;
  names.resize(64);
  return hex("00000007 1123") + names;
}

void expect_parity_of_cuts(const std::vector<Octets>& frames) {
  std::vector<Sample> samples;
  for (const Octets& frame : frames) {
    for (std::uint32_t captured = 14; captured <= frame.size(); ++captured) {
      samples.push_back({frame, 1, captured});
    }
  }
  expect_parity(samples);
}

TEST(Cfm, ContinuityCheck) {
  expect_text(message(1, 0x84, 70, continuity(kArea, kLine) + tlv(3, {1}) + hex("00")),
              "CFMv0 Continuity Check Message, MD Level 3, length 79\n"
              "\tFirst TLV offset 70, Flags [CCM Interval 4, RDI]\n"
              "\t  CCM Interval 1.000s, min CCM Lifetime 3.250s, max CCM Lifetime 3.500s\n"
              "\t  Sequence Number 0x00000007, MA-End-Point-ID 0x1123\n"
              "\t  MD Name Format Character string (4), MD Name length 4\n"
              "\t  MD Name: area\n"
              "\t  MA Name-Format Character string (2), MA name length 3\n"
              "\t  MA Name: l 1\n"
              "\tInterface status TLV (0x03), length 1, Status: Up (1)\n"
              "\tEnd TLV (0x00)",
              1);
}

TEST(Cfm, IntervalsAndNames) {
  std::vector<Sample> samples;
  for (unsigned flags = 0; flags < 0x100; flags += 0x11) {
    samples.push_back({message(1, flags, 70, continuity(kArea, kLine))});
  }
  for (const Octets& domain : {kArea, hex("01"), hex("0205 612e622e63"),
                               hex("0308 020000000001 0007"), hex("0306 020000000001"),
                               hex("0004 61626364"), hex("0902 6162"), hex("0400"), hex("0430")}) {
    for (const Octets& association : {kLine, hex("0102 0123"), hex("0302 0017"), hex("2003 696363"),
                                      hex("0407 00000101020304"), hex("0200"), hex("022f")}) {
      samples.push_back({message(1, 4, 70, continuity(domain, association) + hex("00"))});
    }
  }
  for (const unsigned before_tlvs : {0u, 1u, 69u, 71u, 72u, 74u, 255u}) {
    samples.push_back({message(1, 4, before_tlvs, continuity(kArea, kLine) + hex("0000"))});
  }
  expect_parity(samples);
}

TEST(Cfm, EveryTlv) {
  std::vector<Octets> frames;
  for (const Octets& field : {tlv(2, {1}),
                              tlv(2, {}),
                              tlv(3, {6, 1}),
                              tlv(3, {}),
                              tlv(4, ascii("data")),
                              tlv(4, {}),
                              tlv(5, hex("01020000000003")),
                              tlv(6, hex("02020000000003")),
                              tlv(31, hex("00000c0501")),
                              tlv(31, hex("0000")),
                              tlv(99, ascii("x")),
                              tlv(1, {}),
                              tlv(1, {0}),
                              tlv(1, hex("06 04 020000000004")),
                              tlv(1, hex("05 04 0200000000")),
                              tlv(1, hex("05 05 01 c0000201")),
                              tlv(1, hex("04 05 01 c00002")),
                              tlv(1, hex("11 05 02 20010db8 00000000 00000000 00000001")),
                              tlv(1, hex("03 05 09 6162")),
                              tlv(1, hex("03 07 616263 03 646f6d 04 61646472")),
                              tlv(1, hex("00 03 646f6d 00")),
                              tlv(1, hex("02 00 6162")),
                              tlv(1, hex("00 09 6162")),
                              hex("01"),
                              hex("0100"),
                              hex("03000561")}) {
    frames.push_back(message(3, 0, 4, hex("00000007") + field + tlv(2, {2}) + hex("00")));
  }
  expect_parity_of_cuts(frames);
}

TEST(Cfm, OtherMessages) {
  std::vector<Octets> frames;
  const Octets trace = hex("00000009 40 020000000001 020000000009");
  for (const unsigned flags : {0x00u, 0x80u, 0xe0u, 0xffu}) {
    frames.push_back(message(5, flags, 17, trace + tlv(8, hex("0001")) + hex("00")));
    frames.push_back(message(4, flags, 6, hex("00000009 40 02") + tlv(7, hex("0001")) + hex("00")));
  }
  frames.push_back(message(5, 0, 16, trace));
  frames.push_back(message(4, 0, 5, hex("00000009 40 04")));
  for (const unsigned code : {0u, 2u, 6u, 255u}) {
    for (const unsigned before_tlvs : {0u, 3u, 4u, 9u}) {
      frames.push_back(message(code, 1, before_tlvs, hex("00000007 030001 01 00")));
    }
  }
  expect_parity_of_cuts(frames);
}

}  // namespace
}  // namespace tapbond::test
