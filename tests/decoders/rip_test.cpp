#include <gtest/gtest.h>

#include "tests/decoders/frames.h"

namespace tapbond::test {
namespace {

Octets rip(std::string_view digits) { return udp4(520, 520, hex(digits)); }

constexpr std::string_view kRoute = "00020007 0a010200 ffffff00 c0000201 00000003";
constexpr std::string_view kSecret = "ffff0002 73656372 65740000 00000000 00000000";

TEST(Rip, Summary) {
  expect_text(rip("02020000 00020007 0a010200 ffffff00 c0000201 00000003"),
              "IP 192.0.2.1.520 > 192.0.2.2.520: RIPv2, Response, length: 24");
}

TEST(Rip, EveryVersionAndCommand) {
  std::vector<Sample> samples;
  for (const auto* header :
       {"01000000", "01010000", "02010000", "03010000", "04010000", "01020000", "02020000",
        "05020000", "06020000", "09020000", "02030000", "0202", ""}) {
    samples.push_back({rip(std::string(header) + std::string(kRoute))});
    samples.push_back({rip(header)});
  }
  expect_parity(samples);
}

TEST(Rip, Entries) {
  const std::string header = "02020000";
  const std::string route(kRoute);
  const std::string secret(kSecret);
  expect_parity({
      {rip(header + route + secret + route)},
      {rip(header + "ffff0003 002c0114 0000004d 00000000 00000000" + route + "ffff0001 00010203")},
      {rip(header + "ffff0009 00010203 0000004d 00000000 00000000")},
      {rip(header + "00180000 0a010200 ff00ff00 00000000 00000001")},
      {rip(header + "00000000 00000000 00000000 00000000 00000010")},
      {rip(header + "00020000 0a010200 ff00ff00 00000000 00000001")},
      {rip("02010000 00020000 0a010200 00000000 00000000 00000001")},
      {rip("02010000 00180000 0a010200 00000000 00000000 00000001")},
  });
}

TEST(Rip, CutAnywhere) {
  const Octets frame = rip("02020000" + std::string(kRoute) + std::string(kSecret));
  std::vector<Sample> samples;
  for (std::uint32_t captured = 42; captured < frame.size(); ++captured) {
    samples.push_back({frame, 1, captured});
  }
  expect_parity(samples);
}

}  // namespace
}  // namespace tapbond::test
