#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

// With what it wraps; both numbers in the order of the wire.
Octets pktap(const std::string& record, const std::string& linktype, const Octets& inner,
             const std::string& size = "6c000000") {
  Octets header = hex(size + record + linktype + "656e3000");
  header.resize(108);
  return header + inner;
}

TEST(Pktap, Records) {
  std::vector<Sample> samples;
  const Octets inner = udp4(5000, 6000, ascii("hello"));
  for (const Octets& frame :
       {pktap("01000000", "01000000", inner), pktap("00000000", "01000000", inner),
        pktap("02000000", "01000000", inner), pktap("01000000", "0f270000", inner),
        pktap("01000000", "01000000", inner, "64000000")}) {
    samples.push_back({frame, 258});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
