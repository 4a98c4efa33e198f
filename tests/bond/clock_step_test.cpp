#include <gtest/gtest.h>

#include "bond/bond.h"
#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::frame;
using Numbers = std::vector<std::uint32_t>;

constexpr std::int64_t kHold = 100;
constexpr std::int64_t kOld = 1'000'000;  // what the clock showed when it was stepped
constexpr std::int64_t kNew = 500'000;    // and right after, in a large step back

void all_reached(Bond& bond, std::int64_t stamp) {
  for (std::uint16_t leg = 0; leg < bond.counts().size(); ++leg) bond.reached(leg, stamp);
}

Numbers release(Bond& bond) {
  std::vector<Frame> out;
  bond.release(out);
  return invented::numbers(out);
}

Numbers end_step(Bond& bond) {
  std::vector<Frame> out;
  bond.end_step(out);
  return invented::numbers(out);
}

TEST(ClockStep, KeepsTheTwoClocksApartFromTwiceTheHoldOn) {
  EXPECT_FALSE(Bond(1, kHold).begin_step(kOld, kOld));
  EXPECT_TRUE(Bond(1, kHold).begin_step(kOld, kOld + 1)) << "bridged, though with one merge";
  EXPECT_FALSE(Bond(1, kHold).begin_step(kOld, kOld - 1));
  EXPECT_FALSE(Bond(1, kHold).begin_step(kOld, kOld - 2 * kHold));
  EXPECT_TRUE(Bond(1, kHold).begin_step(kOld, kOld - 2 * kHold - 1));
  EXPECT_TRUE(Bond(1, kHold).begin_step(kHold, -kHold - 1));
}

TEST(ClockStep, BackLetsTheOldClockOutFirst) {
  Bond bond(2, kHold);
  bond.push(frame(0, kOld - 10, 2));
  bond.push(frame(1, kOld - 20, 1));
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(1, kNew + 10, 5));
  bond.push(frame(0, kNew + 5, 4));
  EXPECT_EQ(bond.held(), 4u);
  EXPECT_EQ(end_step(bond), (Numbers{1, 2}));
  EXPECT_EQ(bond.held(), 2u);
  EXPECT_EQ(release(bond), Numbers{});
  all_reached(bond, kNew + 8 + kHold);
  EXPECT_EQ(release(bond), Numbers{4});
  all_reached(bond, kNew + 11 + kHold);
  EXPECT_EQ(release(bond), Numbers{5});
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
  EXPECT_EQ(invented::total_early(bond.counts()), 0u);
}

// What the kernel still held when the clock was stepped comes between the new frames, on any leg.
TEST(ClockStep, BackSortsFramesOfBothClocksMixedOnSeveralLegs) {
  Bond bond(3, kHold);
  bond.push(frame(0, kOld - 150, 0));
  all_reached(bond, kOld - 20);
  ASSERT_EQ(release(bond), Numbers{0});
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(2, kNew + 1, 12));
  bond.push(frame(1, kOld - 30, 3));
  bond.push(frame(1, kNew, 11));
  bond.push(frame(0, kNew, 10));
  bond.push(frame(0, kOld - 40, 1));
  bond.push(frame(2, kOld - 30, 4));
  bond.push(frame(2, kOld - 35, 2));  // a straggler
  bond.push(frame(1, kNew + 2, 13));
  bond.push(frame(0, kOld + 1, 5));  // stamped just before the clock was set
  all_reached(bond, kNew + kHold);
  EXPECT_EQ(end_step(bond), (Numbers{1, 2, 3, 4, 5}));
  all_reached(bond, kNew + 2 * kHold);
  EXPECT_EQ(release(bond), (Numbers{10, 11, 12, 13}));
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
}

TEST(ClockStep, BackGivesAFrameToTheClockItIsNearerTo) {
  constexpr std::int64_t kMiddle = kNew + (kOld - kNew) / 2;
  Bond bond(1, kHold);
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(0, kMiddle - 1, 2));
  bond.push(frame(0, kMiddle + 1, 1));
  EXPECT_EQ(end_step(bond), Numbers{1});
}

TEST(ClockStep, BackStillCountsAFrameOfTheOldClockAsLate) {
  Bond bond(2, kHold);
  bond.push(frame(0, kOld - 10, 1));
  all_reached(bond, kOld + kHold);
  ASSERT_EQ(release(bond), Numbers{1});
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(1, kOld - 15, 2));
  bond.push(frame(1, kNew + 1, 3));
  EXPECT_EQ(bond.counts()[1].late, 1u);
  EXPECT_EQ(bond.counts()[1].max_late_ns, 5);
}

TEST(ClockStep, BackStallsNobodyAfterwards) {
  Bond bond(2, kHold);
  all_reached(bond, kOld);
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  end_step(bond);
  std::int64_t now = kNew + kHold;
  for (std::uint32_t number = 0; number < 1000; ++number) {
    now += 10;
    bond.push(frame(number % 2, now, number));
    all_reached(bond, now);
    release(bond);
    ASSERT_LE(bond.held(), 2 + kHold / 10);
    ASSERT_GE(bond.oldest(), now - kHold);
  }
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
}

TEST(ClockStep, SmallBackIsRepairedWhereTheHoldCoversIt) {
  constexpr std::int64_t kStep = kHold / 2;
  Bond bond(1, kHold);
  bond.push(frame(0, kOld - 10, 3));
  bond.push(frame(0, kOld, 4));
  bond.reached(0, kOld);
  ASSERT_EQ(release(bond), Numbers{});
  ASSERT_FALSE(bond.begin_step(kOld, kOld - kStep));
  bond.push(frame(0, kOld - kStep + 1, 1));
  bond.push(frame(0, kOld - kStep + 2, 2));
  EXPECT_EQ(end_step(bond), Numbers{}) << "there is nothing to end";
  bond.reached(0, kOld + kHold + 1);
  EXPECT_EQ(release(bond), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(bond.counts()[0].late, 0u);
}

TEST(ClockStep, SmallBackShowsAsLateFramesBeyondTheHold) {
  Bond bond(1, kHold);
  bond.push(frame(0, kOld - 150, 1));
  bond.reached(0, kOld);
  ASSERT_EQ(release(bond), Numbers{1});
  ASSERT_FALSE(bond.begin_step(kOld, kOld - 2 * kHold));
  bond.push(frame(0, kOld - 2 * kHold + 1, 2));
  EXPECT_EQ(release(bond), Numbers{2});
  EXPECT_EQ(bond.counts()[0].late, 1u);
  EXPECT_EQ(bond.counts()[0].max_late_ns, 49);
}

TEST(ClockStep, ForwardKeepsTheOrderAndStallsNobody) {
  for (const std::int64_t step : {kHold / 2, kHold, 3 * kHold, 1'000'000'000 * kHold}) {
    Bond bond(2, kHold);
    bond.push(frame(0, kOld - 10, 1));
    bond.push(frame(1, kOld - 5, 2));
    std::vector<Frame> out;
    bond.begin_step(kOld, kOld + step);
    bond.push(frame(0, kOld + step + 1, 3));
    bond.push(frame(1, kOld + step + 2, 4));
    all_reached(bond, kOld + step + kHold);
    bond.end_step(out);
    all_reached(bond, kOld + step + 3 + kHold);
    bond.release(out);
    EXPECT_EQ(invented::numbers(out), (Numbers{1, 2, 3, 4})) << "step " << step;
    EXPECT_EQ(invented::total_late(bond.counts()), 0u) << "step " << step;
  }
}

TEST(ClockStep, TwoBackInARowKeepThreeClocksApart) {
  constexpr std::int64_t kNewer = 200'000;
  Bond bond(2, kHold);
  bond.push(frame(0, kOld, 1));
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(1, kNew + 5, 2));
  EXPECT_EQ(end_step(bond), Numbers{1});
  ASSERT_TRUE(bond.begin_step(kNew + kHold, kNewer));
  bond.push(frame(0, kNewer + 1, 4));
  bond.push(frame(0, kNew + 6, 3));
  EXPECT_EQ(end_step(bond), (Numbers{2, 3}));
  all_reached(bond, kNewer + 2 + kHold);
  EXPECT_EQ(release(bond), Numbers{4});
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
}

TEST(ClockStep, BackAndForwardAgainEndsWhereItBegan) {
  Bond bond(1, kHold);
  bond.push(frame(0, kOld, 1));
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(0, kNew + 1, 2));
  std::vector<Frame> out;
  bond.end_step(out);
  bond.reached(0, kNew + kHold);
  bond.begin_step(kNew + kHold, kOld + 2 * kHold);
  bond.push(frame(0, kOld + 2 * kHold + 1, 3));
  bond.reached(0, kOld + 3 * kHold);
  bond.end_step(out);
  bond.reached(0, kOld + 4 * kHold);
  bond.release(out);
  EXPECT_EQ(invented::numbers(out), (Numbers{1, 2, 3}));
  EXPECT_EQ(bond.counts()[0].late, 0u);
}

TEST(ClockStep, LegsThatHaveEndedStayEnded) {
  Bond bond(3, kHold);
  bond.ended(0);
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.ended(1);
  bond.push(frame(2, kNew, 1));
  end_step(bond);
  bond.reached(2, kNew + kHold + 1);
  EXPECT_EQ(release(bond), Numbers{1});
}

TEST(ClockStep, MemoryBoundTakesTheOldClockFirst) {
  Bond bond(2, kHold);
  for (std::uint32_t i = 0; i < 4; ++i) bond.push(frame(i % 2, kOld + i, i));
  ASSERT_TRUE(bond.begin_step(kOld + 4, kNew));
  for (std::uint32_t i = 4; i < 8; ++i) bond.push(frame(i % 2, kNew + i, i));
  std::vector<Frame> out;
  bond.release_early(3, out);
  EXPECT_EQ(invented::numbers(out), (Numbers{0, 1, 2}));
  EXPECT_EQ(bond.held(), 5u);
  bond.release_early(3, out);
  EXPECT_EQ(invented::numbers(out), (Numbers{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(bond.held(), 2u);
  bond.release_early(100, out);
  EXPECT_EQ(invented::numbers(out), (Numbers{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(bond.counts()[0].early, 4u);
  EXPECT_EQ(bond.counts()[1].early, 4u);
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
}

TEST(ClockStep, TheEndOfTheRunLetsBothClocksOut) {
  Bond bond(2, kHold);
  bond.push(frame(1, kOld, 2));
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(0, kNew + 9, 4));
  bond.push(frame(1, kNew + 1, 3));
  bond.push(frame(0, kOld, 1));
  std::vector<Frame> out;
  bond.release_all(out);
  EXPECT_EQ(invented::numbers(out), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(bond.held(), 0u);
  EXPECT_EQ(invented::total_early(bond.counts()), 0u);
}

TEST(ClockStep, BackKnowsTheOldestOfBothClocks) {
  Bond bond(1, kHold);
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  EXPECT_EQ(bond.oldest(), Merge::kForever);
  bond.push(frame(0, kNew + 3, 1));
  EXPECT_EQ(bond.oldest(), kNew + 3);
  bond.push(frame(0, kOld - 3, 0));
  EXPECT_EQ(bond.oldest(), kNew + 3);
}

// A leg with a backlog is only known to be read up to its newest frame, which is of the old clock.
TEST(ClockStep, BackIsNotMistakenByALegThatStillReadsTheOldClock) {
  Bond bond(2, kHold);
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(0, kOld - 1, 1));
  bond.reached(0, kOld - 1);
  bond.reached(1, kNew + kHold);
  EXPECT_EQ(end_step(bond), Numbers{1});
  bond.push(frame(1, kNew + kHold, 3));
  bond.reached(1, kNew + 3 * kHold);
  EXPECT_EQ(release(bond), Numbers{}) << "leg 0 has promised nothing on the new clock";
  bond.push(frame(0, kNew + kHold - 1, 2));
  bond.reached(0, kNew + 3 * kHold);
  EXPECT_EQ(release(bond), (Numbers{2, 3}));
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
}

// The old clock goes on in what the legs promise: nothing of it waits for the end of the step.
TEST(ClockStep, BackHoldsTheOldClockNoLongerThanTheHold) {
  Bond bond(2, kHold);
  bond.push(frame(0, kOld - 60, 1));
  bond.push(frame(1, kOld - 30, 2));
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  all_reached(bond, kNew + kHold - 60);
  EXPECT_EQ(release(bond), Numbers{});
  all_reached(bond, kNew + kHold - 59);
  EXPECT_EQ(release(bond), Numbers{1});
  bond.push(frame(0, kOld - 61, 3));
  EXPECT_EQ(release(bond), Numbers{3}) << "late, so at once";
  EXPECT_EQ(bond.counts()[0].late, 1u);
  EXPECT_EQ(bond.counts()[0].max_late_ns, 1);
  EXPECT_EQ(end_step(bond), Numbers{2});
}

TEST(ClockStep, MemoryBoundInAStepLeavesTheClocksApart) {
  Bond bond(1, kHold);
  bond.push(frame(0, kOld - 10, 1));
  ASSERT_TRUE(bond.begin_step(kOld, kNew));
  bond.push(frame(0, kNew + 1, 2));
  std::vector<Frame> out;
  bond.release_early(2, out);
  ASSERT_EQ(invented::numbers(out), (Numbers{1, 2}));
  bond.push(frame(0, kOld - 5, 3));
  EXPECT_EQ(end_step(bond), Numbers{3}) << "it must not wait until the new clock gets there";
}

// The kernel still holds a frame of leg 1 when the clock is stepped and leg 0 is read further.
TEST(ClockStep, ForwardWaitsForWhatASilentLegStillDelivers) {
  for (const std::int64_t step : {kHold, 3 * kHold, 1'000'000'000 * kHold}) {
    Bond bond(2, kHold);
    bond.push(frame(0, kOld - 10, 2));
    all_reached(bond, kOld);
    ASSERT_TRUE(bond.begin_step(kOld, kOld + step));
    bond.push(frame(0, kOld + step + 1, 3));
    all_reached(bond, kOld + step + kHold / 2);
    std::vector<Frame> out;
    bond.release(out);
    EXPECT_EQ(out.size(), 0u) << "step " << step;
    bond.push(frame(1, kOld - 20, 1));
    all_reached(bond, kOld + step + kHold - 9);
    bond.release(out);
    EXPECT_EQ(invented::numbers(out), (Numbers{1, 2})) << "step " << step;
    bond.end_step(out);
    all_reached(bond, kOld + step + kHold + 2);
    bond.release(out);
    EXPECT_EQ(invented::numbers(out), (Numbers{1, 2, 3})) << "step " << step;
    EXPECT_EQ(invented::total_late(bond.counts()), 0u) << "step " << step;
  }
}

TEST(ClockStep, EndingNoneChangesNothing) {
  Bond bond(1, kHold);
  bond.push(frame(0, 10, 1));
  EXPECT_EQ(end_step(bond), Numbers{});
  EXPECT_EQ(bond.held(), 1u);
}

}  // namespace
}  // namespace tapbond
