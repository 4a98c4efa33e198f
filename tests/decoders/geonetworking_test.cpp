#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

const std::string kRest =
    " 0000 0014 0a01 0000000c426d54db 00000001 80000002 00000003 00000000 00000000";

TEST(GeoNetworking, Types) {
  std::vector<Sample> samples;
  for (const char* start : {"0000", "0011", "0020", "0030", "0041", "1050", "0061", "0070"}) {
    samples.push_back({ethernet(0x8947, hex(start + kRest + "0102030405060708"))});
  }
  samples.push_back({ethernet(0x8947, hex("0050"))});
  expect_parity(samples);
}

TEST(GeoNetworking, Transport) {
  std::vector<Sample> samples;
  for (const char* payload :
       {"07d107d2 0200 61626364", "07d107d2 0201", "07d107d2 0209", "07d107d2", "07d1", ""}) {
    for (const char* start : {"0150", "0210", "0120", "0950"}) {
      samples.push_back({ethernet(0x8947, hex(start + kRest + payload))});
    }
  }
  const Octets hops(32, 0x55);
  samples.push_back({ethernet(0x8947, hex("0151" + kRest) + hops + hex("07d107d2 0201 61"))});
  samples.push_back({ethernet(0x8947, hex("0151" + kRest) + hex("07d107d2 0201 61"))});
  const Octets frame = ethernet(0x8947, hex("0150" + kRest + "07d107d2 0201 61626364"));
  for (std::uint32_t captured = 14; captured < frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
