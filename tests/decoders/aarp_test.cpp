#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Aarp, Operations) {
  std::vector<Sample> samples;
  for (const char* start : {"0001 809b 06 04 0001", "0001 809b 06 04 0002", "0001 809b 06 04 0003",
                            "0001 809b 06 04 0004", "0006 809b 06 04 0001", "0001 0800 06 04 0001",
                            "0001 809b 05 04 0001", "0001 809b 06 03 0001"}) {
    samples.push_back(
        {ethernet(0x80f3, hex(start) + hex("020000000001 00 000a 14 020000000002 00 000b 15"))});
  }
  samples.push_back({ethernet(0x80f3, hex("0001 809b 06 04 0001"))});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
