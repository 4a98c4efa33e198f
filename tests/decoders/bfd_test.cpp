#include <gtest/gtest.h>

#include "frames.h"

namespace tapbond::test {
namespace {

constexpr std::string_view kTimers = "01020304 05060708 000f4240 001e8480 00000001";

Octets bfd(unsigned port, const std::string& message) { return udp4(1024, port, hex(message)); }

TEST(Bfd, Summary) {
  expect_text(
      bfd(3784, "20c40318" + std::string(kTimers)),
      "IP 192.0.2.1.1024 > 192.0.2.2.3784: BFDv1, Control, State Up, Flags: [Authentication "
      "Present], length: 24");
}

TEST(Bfd, StatesAndAuthentications) {
  const std::string timers(kTimers);
  std::vector<Sample> samples;
  for (const char* start : {"20000318", "21400318", "22800318", "28ff0318", "29200318", "00c40318",
                            "40c40318", "20c40317", "20", ""}) {
    samples.push_back({bfd(3784, start + timers)});
  }
  for (const char* authentication :
       {"01 08 05 313233 3435", "01 03 05", "02 18 05 00 00000007 00112233445566778899aabbccddeeff",
        "05 1c 05 00 00000007 00112233445566778899aabbccddeeff00112233", "06 04 05 31",
        "02 04 05 31"}) {
    samples.push_back({bfd(3784, "20c40318" + timers + authentication)});
  }
  samples.push_back({bfd(3785, "01020304")});
  samples.push_back({bfd(4784, "20c00318" + timers)});
  samples.push_back({bfd(6784, "20c00318" + timers)});
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
