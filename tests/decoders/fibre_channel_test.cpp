#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(FibreChannel, Payloads) {
  const Octets frame = udp4(9, 9, ascii("abc"));
  const Octets v4(frame.begin() + 14, frame.end());
  const Octets addresses = hex("1000 020000000002 1000 020000000001");
  std::vector<Sample> samples;
  for (const Octets& payload : {hex("aaaa03 000000 0800") + v4, hex("aaaa03 000000 0900 616263"),
                                hex("424203 61626364"), hex("7a7a")}) {
    const Octets whole = addresses + payload;
    for (std::uint32_t captured = 1; captured <= whole.size(); captured += 2) {
      samples.push_back({whole, 122, captured});
    }
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
