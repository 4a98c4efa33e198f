#include <gtest/gtest.h>

#include <limits>

#include "frames.h"

namespace tapbond::test {
namespace {

TEST(Clock, EveryStyleAndDump) {
  std::vector<Sample> samples;
  for (unsigned size = 0; size < 40; size += 3) {
    Octets payload;
    for (unsigned i = 0; i < size; ++i) payload.push_back(static_cast<std::uint8_t>(i * 7 + 10));
    samples.push_back({udp4(5000, 6000, payload)});
  }
  samples.push_back({udp4(5000, 6000, ascii("line\r\nand\rmore\r"))});
  expect_parity(samples);
}

// The time stamps of the lines, without what stands behind them.
std::vector<std::string> times(TimeStyle style, bool nanoseconds,
                               const std::vector<std::int64_t>& stamps) {
  TextOptions options;
  options.time = style;
  options.nanoseconds = nanoseconds;
  FramePrinter printer(options);
  const Octets bytes = udp4(5000, 6000, {});
  std::vector<std::string> printed;
  for (const std::int64_t stamp : stamps) {
    std::string out;
    const auto size = static_cast<std::uint32_t>(bytes.size());
    printer.print(
        {.stamp = stamp, .bytes = bytes.data(), .captured = size, .length = size, .leg = {}}, out);
    printed.push_back(out.substr(0, out.find(" IP ")));
  }
  return printed;
}

using Times = std::vector<std::string>;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

TEST(Clock, Nanoseconds) {
  EXPECT_EQ(times(TimeStyle::kEpoch, true, {1'700'000'000'123'456'789}),
            Times{"1700000000.123456789"});
}

TEST(Clock, BackwardsIsNegative) {
  constexpr std::int64_t kStamp = 1'700'000'000'500'000'000;
  EXPECT_EQ(times(TimeStyle::kDelta, false, {kStamp, kStamp - 1'250'000'000}),
            (Times{" 00:00:00.000000", "-00:00:01.250000"}));
}

TEST(Clock, ShowsNoTimeThatTcpdumpTakesForWrong) {
  const std::string error = "[Error converting time]";
  for (const auto style : {TimeStyle::kClock, TimeStyle::kEpoch, TimeStyle::kDate}) {
    EXPECT_EQ(times(style, false,
                    {-1, -kSecond / 2, -kSecond, kLeast, (kSecond << 31), (kSecond << 32) - 1}),
              Times(6, error));
  }
  EXPECT_EQ(times(TimeStyle::kEpoch, false, {(kSecond << 31) - 1, 0, (kSecond << 32) + 1000}),
            (Times{"2147483647.999999", "0.000000", "0.000001"}));
}

TEST(Clock, TellsHowFarApartAnyTwoTimesAre) {
  for (const auto style : {TimeStyle::kDelta, TimeStyle::kSinceFirst}) {
    EXPECT_EQ(times(style, false, {-kSecond / 2, kSecond / 4})[1], " 00:00:00.750000");
    EXPECT_EQ(times(style, false, {kSecond / 4, -kSecond / 2})[1], "-00:00:00.750000");
    EXPECT_EQ(times(style, false, {1001, -1})[1], "-00:00:00.000002") << "microseconds apart";
    EXPECT_EQ(times(style, true, {1, -2})[1], "-00:00:00.000000003");
    EXPECT_EQ(times(style, true, {1, (kSecond << 31) + 1})[1], " [Error converting time]");
    // 18,446,744,073 s, of which 4 times 2^32 are more than tcpdump looks at: not the upper bit.
    EXPECT_EQ(times(style, true, {kLeast, kMost})[1], " 23:34:33.709551615");
    EXPECT_EQ(times(style, false, {kMost, kLeast})[1], "-23:34:33.709551");
  }
  EXPECT_EQ(times(TimeStyle::kDelta, false, {0, 5000, 6000})[1], " 00:00:00.000000")
      << "0 is no time to count from";
}

TEST(Header, ThatNoCaptureCanHaveHad) {
  FramePrinter printer({});
  FrameView frame;
  std::string out;
  printer.print(frame, out);
  EXPECT_EQ(out, "[Invalid header: caplen==0, len==0]\n");
}

}  // namespace
}  // namespace tapbond::test
