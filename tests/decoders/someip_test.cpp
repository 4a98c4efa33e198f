#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(SomeIp, Summary) {
  expect_text(
      udp4(30490, 30490, hex("ffff8100 00000030 0000 0003 01 01 02 00")),
      "IP 192.0.2.1.30490 > 192.0.2.2.30490: SOMEIP, service 65535, event 256, len 48, client "
      "0, session 3, pver 1, iver 1, msgtype NOTIFICATION, retcode E_OK\n");
}

TEST(SomeIp, WholeAndCut) {
  std::vector<Sample> samples;
  for (const char* message : {"12340001 00000010 0001 0003 01 01 80 05",
                              "12340001 00000010 0001 0003 01 01 77 1f", "1234"}) {
    const Octets frame = udp4(30490, 30490, hex(message));
    for (std::uint32_t size = 42; size <= frame.size(); ++size) samples.push_back({frame, 1, size});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
