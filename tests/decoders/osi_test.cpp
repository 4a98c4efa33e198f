#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

Octets osi(std::string_view digits) {
  const Octets packet = hex("fefe03") + hex(digits);
  return ethernet(static_cast<unsigned>(packet.size()), packet);
}

constexpr const char* kPdus[] = {
    "83 1b 01 00 0f 01 00 00 02 333333333333 000a 001b 40 33333333333302",
    "83 1b 01 00 10 01 00 00 02 333333333333 000a 001b 40 33333333333302",
    "83 14 01 00 11 01 00 00 02 333333333333 000a 0014 40",
    "83 1b 01 00 12 01 00 00 001b 04b0 2222222222220003 0000000f 1234 03",
    "83 21 01 00 18 01 00 00 0021 33333333333300 0000000000000000 ffffffffffffffff",
    "83 11 01 00 1b 01 00 00 0011 33333333333300",
    "83 1b 01 00 2f 01 00 00 02 333333333333 000a 001b 40 33333333333302",
};

TEST(Isis, Summary) {
  expect_text(osi(kPdus[0]),
              "IS-IS, L1 Lan IIH, src-id 3333.3333.3333, lan-id 3333.3333.3333.02, prio 64, length "
              "27");
}

TEST(Isis, EveryKindAndFault) {
  std::vector<Sample> samples;
  for (const char* pdu : kPdus) samples.push_back({osi(pdu)});
  for (const char* fault : {"83 1b 02 00 0f 01 00 00 02 333333333333 000a 001b 40 33333333333302",
                            "83 1b 01 05 0f 01 00 00 02 333333333333 000a 001b 40 33333333333302",
                            "83 1b 01 00 0f 02 00 00 02 333333333333 000a 001b 40 33333333333302",
                            "83 1c 01 00 0f 01 00 00 02 333333333333 000a 001b 40 33333333333302",
                            "83 1b 01 00 0f 01 00 00 02 3333", "83 1b 01", "83"}) {
    samples.push_back({osi(fault)});
  }
  expect_brief_parity(samples);
}

TEST(Osi, Identifiers) {
  std::vector<Sample> samples;
  for (const char* packet :
       {"", "00", "00 0203", "01", "80 00", "84 0102", "85 1234", "86",
        "cc 45000014000000004001b6e3c0000201c0000202",
        "82 10 01 00 04 012c 1234 4900 1111 2222 3333",
        "82 10 01 00 02 012c 1234 4900 1111 2222 3333",
        "82 10 01 00 07 012c 1234 4900 1111 2222 33",
        "82 09 01 00 02 012c 1234 4900 1111 2222 3333",
        "82 10 02 00 02 012c 1234 4900 1111 2222 33", "82 10 01 00 02 012c 0000", "82"}) {
    samples.push_back({osi(packet)});
  }
  expect_brief_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
