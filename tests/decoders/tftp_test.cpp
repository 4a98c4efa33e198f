#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

const Octets kZero(1, 0);

Octets text(std::string_view word) { return ascii(word) + kZero; }

TEST(Tftp, Operations) {
  expect_text(
      udp4(1234, 69, u16(2) + text("file") + text("octet") + text("blksize") + text("1428")),
      "IP 192.0.2.1.1234 > 192.0.2.2.69: TFTP, length 26, WRQ \"file\" octet blksize 1428");
  std::vector<Sample> samples;
  for (const Octets& message :
       {u16(1) + text("file") + text("netascii"), u16(1) + ascii("file"), u16(1), u16(3) + u16(5),
        u16(4) + u16(5) + text("rest"), u16(5) + u16(1) + text("not found"),
        u16(5) + u16(99) + text("x"), u16(6) + text("a") + text("b"), u16(9), Octets{0}}) {
    const Octets frame = udp4(1234, 69, message);
    for (std::uint32_t size = 42; size <= frame.size(); ++size) samples.push_back({frame, 1, size});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
