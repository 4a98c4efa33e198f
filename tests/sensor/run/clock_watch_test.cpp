#include "sensor/run/clock_watch.h"

#include <gtest/gtest.h>

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kWall = 1'700'000'000 * kSecond;

TEST(ReadClock, RunsForward) {
  const Instant first = read_clock();
  const Instant second = read_clock();
  EXPECT_GE(second.monotonic, first.monotonic);
  EXPECT_GT(first.wall, kWall);
  EXPECT_LE(first.apart, second.monotonic - first.monotonic);
}

TEST(ClockWatch, HasNothingToCompareTheFirstReadingWith) {
  EXPECT_FALSE(ClockWatch().observe({kWall, 5}));
  EXPECT_FALSE(ClockWatch().observe({0, 0}));
}

TEST(ClockWatch, SeesNoStepWhileBothClocksRunEvenly) {
  // A slewed clock is faster or slower than it should be, but both readings are.
  for (const std::int64_t pace : {kSecond, kSecond + 500'000, kSecond - 500'000}) {
    Instant now{kWall, 7};
    ClockWatch slewed;
    for (int second = 0; second < 1000; ++second) {
      EXPECT_FALSE(slewed.observe(now));
      now.wall += pace;
      now.monotonic += pace;
    }
  }
}

TEST(ClockWatch, TellsWhatTheClockWouldSayAndWhatItSays) {
  ClockWatch watch;
  watch.observe({kWall, 100});
  const auto forward = watch.observe({kWall + 5 * kSecond, 100 + 2 * kSecond});
  ASSERT_TRUE(forward);
  EXPECT_EQ(forward->before, kWall + 2 * kSecond);
  EXPECT_EQ(forward->after, kWall + 5 * kSecond);
  const auto back = watch.observe({kWall - 3600 * kSecond, 100 + 3 * kSecond});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->before, kWall + 6 * kSecond);
  EXPECT_EQ(back->after, kWall - 3600 * kSecond);
}

TEST(ClockWatch, TellsOfAStepOnce) {
  ClockWatch watch;
  watch.observe({kWall, 0});
  EXPECT_TRUE(watch.observe({kWall + kSecond, 0}));
  EXPECT_FALSE(watch.observe({kWall + kSecond, 0}));
  EXPECT_FALSE(watch.observe({kWall + 2 * kSecond, kSecond}));
}

TEST(ClockWatch, TakesLessThanAMillisecondForNoise) {
  for (const int sign : {1, -1}) {
    ClockWatch watch;
    watch.observe({kWall, 0});
    EXPECT_FALSE(watch.observe({kWall + sign * (kMillisecond - 1), 0}));
    EXPECT_TRUE(watch.observe({kWall + sign * kMillisecond, 0}));
  }
}

TEST(ClockWatch, AddsUpWhatWasTooLittleToTell) {
  ClockWatch watch;
  watch.observe({kWall, 0});
  EXPECT_FALSE(watch.observe({kWall + 600'000, 0}));
  const auto step = watch.observe({kWall + 1'200'000, 0});
  ASSERT_TRUE(step);
  EXPECT_EQ(step->after - step->before, 1'200'000);
}

// The processor was taken away between the readings of the two clocks.
TEST(ClockWatch, TakesNoReadingsThatAreFarApartForAStep) {
  constexpr std::int64_t kApart = 4 * kMillisecond;
  ClockWatch watch;
  watch.observe({kWall, 0});
  EXPECT_FALSE(watch.observe({kWall + kApart, 0, kApart}));
  EXPECT_FALSE(watch.observe({kWall, 0}));
  EXPECT_TRUE(watch.observe({kWall + kApart + kMillisecond, 0, kApart}));
}

TEST(ClockWatch, GoesByReadingsThatAreNearerThanTheFirst) {
  constexpr std::int64_t kApart = 4 * kMillisecond;
  ClockWatch watch;
  watch.observe({kWall + kApart, 0, kApart});
  EXPECT_FALSE(watch.observe({kWall, 0}));
  EXPECT_TRUE(watch.observe({kWall + kMillisecond, 0}));
}

TEST(StampClock, IsTheHostsWallClock) {
  StampClock clock(true);
  EXPECT_TRUE(clock.is_hosts());
  EXPECT_EQ(clock.at({kWall, 3}), kWall);
  clock.saw(kWall + kSecond, {kWall, 3});
  EXPECT_EQ(clock.at({kWall + 1, 4}), kWall + 1);
}

TEST(StampClock, GuessesUntilTheAdaptersClockIsKnown) {
  const StampClock clock(false);
  EXPECT_FALSE(clock.is_hosts());
  EXPECT_EQ(clock.at({kWall, 3}), kWall);
}

TEST(StampClock, RunsOnFromTheNewestStampOfAnAdapter) {
  StampClock clock(false);
  clock.saw(5000, {kWall, 100});
  EXPECT_EQ(clock.at({kWall, 100}), 5000);
  EXPECT_EQ(clock.at({kWall - kSecond, 400}), 5300) << "the host's clock may be set meanwhile";
  clock.saw(9000, {kWall, 500});
  EXPECT_EQ(clock.at({kWall, 501}), 9001);
}

TEST(StampClock, IsNotSetBackByAnOlderStamp) {
  StampClock clock(false);
  clock.saw(9000, {kWall, 500});
  clock.saw(8000, {kWall, 900});
  clock.saw(9000, {kWall, 950});
  EXPECT_EQ(clock.at({kWall, 1000}), 9500);
}

TEST(StampClock, TakesAStampFromBefore1970) {
  StampClock clock(false);
  clock.saw(-5000, {kWall, 100});
  EXPECT_EQ(clock.at({kWall, 150}), -4950);
}

}  // namespace
}  // namespace tapbond
