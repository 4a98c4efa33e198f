#include "sensor/files/time_scale.h"

#include <gtest/gtest.h>

#include <limits>

namespace tapbond {
namespace {

constexpr std::uint64_t kAllTicks = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::uint8_t kBinary = 0x80;

std::int64_t nanoseconds(std::uint8_t tsresol, std::int64_t offset, std::uint64_t ticks) {
  return TimeScale::from(tsresol, offset).value().nanoseconds(ticks);
}

TEST(TimeScale, RefusesWhatIsTooFine) {
  EXPECT_TRUE(TimeScale::from(19, 0));
  EXPECT_FALSE(TimeScale::from(20, 0));
  EXPECT_FALSE(TimeScale::from(127, 0));
  EXPECT_TRUE(TimeScale::from(kBinary | 63, 0));
  EXPECT_FALSE(TimeScale::from(kBinary | 64, 0));
}

TEST(TimeScale, CutsOffWhatIsFinerThanANanosecond) {
  EXPECT_EQ(nanoseconds(10, 0, 19), 1);
  EXPECT_EQ(nanoseconds(19, 0, kAllTicks), 1'844'674'407);
  EXPECT_EQ(nanoseconds(kBinary | 63, 0, kAllTicks), 1'999'999'999);
  EXPECT_EQ(nanoseconds(kBinary | 32, 0, (5ULL << 32) + 1), 5'000'000'000);
}

TEST(TimeScale, TakesWholeSecondsAsAPowerOfTwoToo) {
  EXPECT_EQ(nanoseconds(kBinary, 0, 77), 77'000'000'000);
}

TEST(TimeScale, StaysInsideOf64Bits) {
  EXPECT_EQ(nanoseconds(6, 0, kAllTicks), kMost);
  EXPECT_EQ(nanoseconds(9, 0, kAllTicks), kMost);
  EXPECT_EQ(nanoseconds(9, 0, static_cast<std::uint64_t>(kMost)), kMost);
  EXPECT_EQ(nanoseconds(9, 1, static_cast<std::uint64_t>(kMost)), kMost);
  EXPECT_EQ(nanoseconds(9, -1, static_cast<std::uint64_t>(kMost)), kMost - 1'000'000'000);
  EXPECT_EQ(nanoseconds(kBinary | 1, 0, kAllTicks), kMost);
  EXPECT_EQ(nanoseconds(9, kMost, 0), kMost);
  EXPECT_EQ(nanoseconds(9, kMost, 1), kMost);
  EXPECT_EQ(nanoseconds(9, kLeast, 0), kLeast);
  EXPECT_EQ(nanoseconds(12, kLeast, 5), kLeast);
}

TEST(TimeScale, LetsALargeTimeAndANegativeOffsetMeet) {
  EXPECT_EQ(nanoseconds(0, -20'000'000'000, 20'000'000'007), 7'000'000'000);
  EXPECT_EQ(nanoseconds(3, -9'000'000'000, 1'000), -8'999'999'999 * 1'000'000'000);
}

TEST(TimeScale, TellsWhatItMoved) {
  const auto holds = [](std::uint8_t tsresol, std::int64_t offset, std::uint64_t ticks) {
    return TimeScale::from(tsresol, offset).value().holds(ticks);
  };
  EXPECT_TRUE(holds(9, 0, static_cast<std::uint64_t>(kMost)));
  EXPECT_FALSE(holds(9, 0, static_cast<std::uint64_t>(kMost) + 1));
  EXPECT_FALSE(holds(9, 1, static_cast<std::uint64_t>(kMost)));
  EXPECT_TRUE(holds(9, -1, static_cast<std::uint64_t>(kMost)));
  EXPECT_FALSE(holds(9, kMost, 0));
  EXPECT_FALSE(holds(12, kLeast, 5));
  EXPECT_FALSE(holds(kBinary | 1, 0, kAllTicks));
  EXPECT_TRUE(holds(0, -20'000'000'000, 20'000'000'007));
}

}  // namespace
}  // namespace tapbond
