#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

// Each frame, and what is left of it where it was cut.
void expect_parity_of(int linktype) {
  const Octets frame = udp4(9, 9, ascii("abc"));
  const Octets v4(frame.begin() + 14, frame.end());
  const Octets snap = hex("aaaa03 000000 0800");
  std::vector<Sample> samples;
  for (const Octets& payload :
       {snap + v4, hex("aaaa03 000000 0900 616263"), hex("fefe03 83") + Octets(20),
        hex("060603") + v4, hex("424203 61626364"), hex("03cc") + v4, hex("0383") + Octets(10),
        Octets(20, 0x33) + snap + v4, Octets(30, 0x33), v4}) {
    for (std::uint32_t captured = 1; captured <= payload.size(); captured += 2) {
      samples.push_back({payload, linktype, captured});
    }
  }
  expect_parity(samples);
}

TEST(Atm, Encapsulations) { expect_parity_of(100); }
TEST(Atm, ClassicalIp) { expect_parity_of(106); }

}  // namespace
}  // namespace tapbond::test
