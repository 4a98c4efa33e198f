#include <gtest/gtest.h>

#include "tests/decoders/frames.h"

namespace tapbond::test {
namespace {

Octets eapol(std::string_view digits) { return ethernet(0x888e, hex(digits)); }

TEST(Eapol, Key) { expect_text(eapol("02030075 00"), "EAPOL key (3) v2, len 117"); }

TEST(Eapol, Identity) {
  expect_text(eapol("02000008 02010008 01 626f62"),
              "EAP packet (0) v2, len 8, Response (2), id 1, len 8\n"
              "\t\t Type Identity (1), Identity: bob",
              1);
}

TEST(Eapol, EveryTypeShortAndLong) {
  std::vector<Sample> samples;
  for (const auto* type : {"00", "01", "02", "03", "04", "0d", "12", "15", "17", "2b", "fe"}) {
    samples.push_back({eapol("02000005 01010005" + std::string(type))});
    samples.push_back({eapol("02000006 01010006" + std::string(type) + "e1")});
    samples.push_back({eapol("0200000a 0201000a" + std::string(type) + "e10d1907ff")});
  }
  expect_parity(samples);
}

TEST(Eapol, Malformed) {
  expect_parity({{eapol("02")},
                 {eapol("02000000")},
                 {eapol("02000002 0102")},
                 {eapol("02000004 01020003")},
                 {eapol("02000004 01020004")},
                 {eapol("02000009 01010005 01 00000000")},
                 {eapol("02070001 00")},
                 {eapol("02000008 02010008 01 626f62"), 1, 24}});
}

}  // namespace
}  // namespace tapbond::test
