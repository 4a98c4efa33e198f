#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Igrp, Routes) {
  std::vector<Sample> samples;
  const std::string route = "010203 000010 00000a 05dc ff 01 02";
  for (const std::string& message :
       {"11 07 0064 0001 0001 0001 0000" + route + route + route,
        "11 07 0064 0001 0000 0000 0000" + route + "0000", "11 07 0064 0000 0000 0000 0000" + route,
        "11 07 0064 0002 0000 0000 0000" + route, std::string("12 07 0064 0000 0000 0000 0000"),
        std::string("13 07 0064 0000 0000 0000"),
        std::string("11 07 0064 0001 0000 0000 0000 000000 ffffff 000000 05dc 00 ff 00")}) {
    const Octets frame = ipv4(9, hex(message));
    samples.push_back({frame});
    for (std::uint32_t captured = 34; captured < frame.size(); captured += 3) {
      samples.push_back({frame, 1, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
