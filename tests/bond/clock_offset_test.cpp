// The offset of two clocks, from questions and answers between those who read them.
#include "bond/clock_offset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::Random;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kStart = 1'700'000'000 * kSecond;

// Questions from A to B, which come back at once; clock A is right.
struct Talk {
  std::int64_t offset = 0;  // at the start
  double drift = 0;
  std::int64_t shortest = 100 * kMicrosecond;  // way, in one direction
  std::int64_t longer = 300 * kMicrosecond;    // at most by that
  std::int64_t gap = 20 * kMillisecond;        // between two questions

  std::int64_t true_offset(std::int64_t time) const {
    return offset + static_cast<std::int64_t>(drift * static_cast<double>(time - kStart));
  }
  void go_on(ClockOffset& clock, Random& random, std::int64_t from, std::int64_t to) const {
    for (std::int64_t asked = from; asked < to; asked += gap) {
      const auto way = [&] { return shortest + random.between<std::int64_t>(0, longer); };
      const std::int64_t there = asked + way();
      const std::int64_t back = there + way();
      const std::int64_t read_there = there + true_offset(there);
      clock.is_below(asked, read_there - asked);
      clock.is_above(back, read_there - back);
    }
  }
};

TEST(ClockOffset, SaysNothingWithoutEvidenceInBothDirections) {
  ClockOffset clock;
  EXPECT_FALSE(clock.estimate());
  for (int i = 0; i < 100; ++i) clock.is_below(kStart + i * kSecond, 5 * kMillisecond);
  EXPECT_FALSE(clock.estimate());
  clock.is_above(kStart + 50 * kSecond, 4 * kMillisecond);
  ASSERT_TRUE(clock.estimate());
}

TEST(ClockOffset, FindsOffsetAndDriftWithinAMinute) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Talk talk{.offset = random.between<std::int64_t>(-50, 50) * kMillisecond,
                    .drift = random.between(-100, 100) * 1e-6};
    ClockOffset clock;
    talk.go_on(clock, random, kStart, kStart + 60 * kSecond);
    ASSERT_TRUE(clock.estimate());
    const auto& estimate = *clock.estimate();
    // Half of the shortest round trip is what cannot be known.
    for (const std::int64_t second : {40, 50, 59}) {
      const std::int64_t at = kStart + second * kSecond;
      EXPECT_LE(std::abs(estimate.offset_at(at) - talk.true_offset(at)), talk.shortest);
    }
    EXPECT_NEAR(estimate.drift, talk.drift, 5e-6);
    EXPECT_LE(estimate.least, talk.true_offset(estimate.at));
    EXPECT_GE(estimate.most, talk.true_offset(estimate.at));
    EXPECT_LE(estimate.most - estimate.least, 5 * talk.shortest);
    EXPECT_EQ(clock.steps(), 0u);
  }
}

TEST(ClockOffset, IsKnownBetterWhereWaysAreShort) {
  Random random(1);
  const Talk talk{.offset = 50 * kMillisecond,
                  .drift = 30e-6,
                  .shortest = 8 * kMicrosecond,
                  .longer = 40 * kMicrosecond};
  ClockOffset clock;
  talk.go_on(clock, random, kStart, kStart + 60 * kSecond);
  ASSERT_TRUE(clock.estimate());
  const std::int64_t at = kStart + 59 * kSecond;
  EXPECT_LE(std::abs(clock.estimate()->offset_at(at) - talk.true_offset(at)), 10 * kMicrosecond);
}

TEST(ClockOffset, NoticesAStepWithinTwoSeconds) {
  for (const std::int64_t step : {kSecond, -kSecond, 5 * kMillisecond}) {
    SCOPED_TRACE(step);
    Random random(7);
    Talk talk{.offset = 20 * kMillisecond};
    ClockOffset clock;
    talk.go_on(clock, random, kStart, kStart + 30 * kSecond);
    ASSERT_TRUE(clock.estimate());
    talk.offset += step;
    talk.go_on(clock, random, kStart + 30 * kSecond, kStart + 32 * kSecond);
    EXPECT_EQ(clock.steps(), 1u);
    ASSERT_TRUE(clock.estimate());
    const std::int64_t at = kStart + 32 * kSecond;
    EXPECT_LE(std::abs(clock.estimate()->offset_at(at) - talk.true_offset(at)), 200 * kMicrosecond);
  }
}

// Each fifth of a second five are stamped up to 20 ms late by A.
TEST(ClockOffset, LeavesOutWhatContradicts) {
  Random random(3);
  const Talk talk{.offset = 20 * kMillisecond};
  ClockOffset clock;
  talk.go_on(clock, random, kStart, kStart + 5 * kSecond);
  constexpr std::int64_t kPiece = 200 * kMillisecond;
  for (std::int64_t from = kStart + 5 * kSecond; from < kStart + 60 * kSecond; from += kPiece) {
    talk.go_on(clock, random, from, from + kPiece);
    const std::int64_t late = random.between<std::int64_t>(kMillisecond, 20 * kMillisecond);
    for (int i = 0; i < 5; ++i) {  // served at once
      clock.is_below(from + kPiece + late, talk.offset + talk.shortest - late);
    }
  }
  EXPECT_EQ(clock.steps(), 0u);
  ASSERT_TRUE(clock.estimate());
  EXPECT_LE(std::abs(clock.estimate()->offset_at(kStart + 60 * kSecond) - talk.offset),
            talk.shortest);
}

TEST(ClockOffset, StandsAnything) {
  Random random(5);
  ClockOffset clock;
  const auto any = [&] {
    return random.between(std::numeric_limits<std::int64_t>::min() / 4,
                          std::numeric_limits<std::int64_t>::max() / 4);
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t offset = random.chance(50) ? any() : random.between<std::int64_t>(-99, 99);
    const std::int64_t time = random.chance(50) ? any() : kStart + i;
    random.chance(50) ? clock.is_below(time, offset) : clock.is_above(time, offset);
    const auto& estimate = clock.estimate();
    ASSERT_TRUE(!estimate || estimate->least <= estimate->most + 1);
  }
}

}  // namespace
}  // namespace tapbond
