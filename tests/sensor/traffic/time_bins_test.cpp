#include "sensor/traffic/time_bins.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

namespace tapbond {
namespace {

std::uint64_t frames(const TimeBins& bins, std::size_t lane) {
  const auto counts = bins.of(lane);
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const BinCounts& bin) { return sum + bin.frames; });
}

TEST(TimeBins, CoverWhateverComesAndLoseNothing) {
  TimeBins bins;
  constexpr std::int64_t kSecond = 1'000'000'000;
  for (std::int64_t i = 0; i < 10'000; ++i) {
    bins.add(i % 2, i * kSecond, {.frames = 1, .bytes = 100});
    EXPECT_LE(bins.used(), TimeBins::kBins);
  }
  EXPECT_EQ(frames(bins, 0), 5000U);
  EXPECT_EQ(frames(bins, 1), 5000U);
  EXPECT_GE(static_cast<std::int64_t>(bins.used()) * bins.width(), 9'999 * kSecond);
  // No wider than it takes: half of the bins are in use.
  EXPECT_GT(bins.used(), TimeBins::kBins / 2);
}

TEST(TimeBins, PutWhatCameInTheSameStepTogether) {
  TimeBins bins;
  bins.add(0, 0, {.frames = 1, .bytes = 10, .began = 10});
  bins.add(0, TimeBins::kFirstWidth - 1, {.frames = 1, .bytes = 20, .answered = 20});
  bins.add(0, TimeBins::kFirstWidth, {.frames = 1, .bytes = 40, .moved = 1});
  ASSERT_EQ(bins.used(), 2U);
  EXPECT_EQ(bins.of(0)[0].bytes, 30U);
  EXPECT_EQ(bins.of(0)[0].began, 10U);
  EXPECT_EQ(bins.of(0)[0].answered, 20U);
  EXPECT_EQ(bins.of(0)[1].moved, 1U);
}

// Stamps of a damaged file.
TEST(TimeBins, TakeAnyStamps) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  TimeBins bins;
  for (const std::int64_t stamp : {std::int64_t{0}, kMost, kLeast, std::int64_t{-1}}) {
    bins.add(0, stamp, {.frames = 1});
  }
  TimeBins wider;
  wider.add(0, kLeast, {.frames = 1});
  wider.add(0, kMost, {.frames = 1});
  EXPECT_EQ(frames(bins, 0), 4U);
  EXPECT_EQ(frames(wider, 0), 2U);
}

TEST(TimeBins, KnowLanesThatHadNothing) {
  TimeBins bins;
  bins.add(2, 5, {.frames = 1});
  EXPECT_EQ(bins.lanes(), 3U);
  EXPECT_TRUE(bins.of(0).empty());
  EXPECT_EQ(bins.of(2).size(), 1U);
}

}  // namespace
}  // namespace tapbond
