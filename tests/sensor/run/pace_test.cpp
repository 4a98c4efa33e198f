#include "sensor/run/pace.h"

#include <gtest/gtest.h>

namespace tapbond {
namespace {

constexpr std::size_t kRing = 8'000'000;
constexpr std::int64_t kMillisecond = Pace::kMillisecond;

TEST(Pace, DoesNotPauseOverABacklog) {
  EXPECT_EQ(Pace(kRing).pause(Load::kBacklog, std::nullopt), 0);
  EXPECT_EQ(Pace(kRing).pause(Load::kBacklog, 3 * kMillisecond), 0);
}

TEST(Pace, ReadsAtEvenTimesWhileFramesFlow) {
  const Pace pace(kRing);
  EXPECT_EQ(pace.pause(Load::kBusy, std::nullopt), Pace::kLongestTick);
  EXPECT_EQ(pace.pause(Load::kBusy, kMillisecond), Pace::kLongestTick);
}

TEST(Pace, WaitsForFramesUntilTheOldestIsDue) {
  const Pace pace(kRing);
  EXPECT_EQ(pace.pause(Load::kIdle, std::nullopt), Pace::kIdle);
  EXPECT_EQ(pace.pause(Load::kIdle, 7 * kMillisecond), 7 * kMillisecond);
  EXPECT_EQ(pace.pause(Load::kIdle, 3600 * 1000 * kMillisecond), Pace::kIdle);
  EXPECT_EQ(pace.pause(Load::kIdle, -kMillisecond), kMillisecond) << "overdue: but not at once";
}

TEST(Pace, ReadsMoreOftenWhereARingFillsFast) {
  Pace pace(kRing);
  pace.found(kRing / 2);
  EXPECT_EQ(pace.pause(Load::kBusy, {}), Pace::kLongestTick);
  pace.found(kRing / 2 + 1);
  EXPECT_EQ(pace.pause(Load::kBusy, {}), Pace::kLongestTick / 2);
  for (int i = 0; i < 10; ++i) pace.found(kRing);
  EXPECT_EQ(pace.pause(Load::kBusy, {}), Pace::kShortestTick);
}

TEST(Pace, ReadsLessOftenOnceTheRingsAreNearlyEmpty) {
  Pace pace(kRing);
  for (int i = 0; i < 10; ++i) pace.found(kRing);
  pace.found(kRing / 8);
  EXPECT_EQ(pace.pause(Load::kBusy, {}), Pace::kShortestTick);
  pace.found(kRing / 8 - 1);
  EXPECT_EQ(pace.pause(Load::kBusy, {}), 2 * Pace::kShortestTick);
  for (int i = 0; i < 10; ++i) pace.found(0);
  EXPECT_EQ(pace.pause(Load::kBusy, {}), Pace::kLongestTick);
}

}  // namespace
}  // namespace tapbond
