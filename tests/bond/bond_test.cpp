#include "bond/bond.h"

#include <gtest/gtest.h>

#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::frame;
using Numbers = std::vector<std::uint32_t>;

constexpr std::int64_t kHold = 100;

Numbers release(Bond& bond) {
  std::vector<Frame> out;
  bond.release(out);
  return invented::numbers(out);
}

TEST(Bond, HoldsAFrameForTheHoldAndNoLonger) {
  Bond bond(1, kHold);
  bond.push(frame(0, 1000, 1));
  bond.reached(0, 1000 + kHold);
  EXPECT_EQ(release(bond), Numbers{}) << "the leg may still deliver a frame of that very stamp";
  bond.reached(0, 1000 + kHold + 1);
  EXPECT_EQ(release(bond), Numbers{1});
}

TEST(Bond, HoldsNothingWithoutAHoldOnceTheStampHasPassed) {
  Bond bond(2, 0);
  bond.push(frame(0, 10, 1));
  bond.push(frame(1, 11, 2));
  bond.reached(0, 11);
  bond.reached(1, 11);
  EXPECT_EQ(release(bond), Numbers{1});
}

TEST(Bond, WaitsForTheSlowestLeg) {
  Bond bond(3, kHold);
  for (std::uint16_t leg = 0; leg < 3; ++leg) bond.push(frame(leg, 1000 + leg, leg));
  bond.reached(0, 5000);
  bond.reached(2, 9000);
  EXPECT_EQ(release(bond), Numbers{});
  bond.reached(1, 1002 + kHold);
  EXPECT_EQ(release(bond), (Numbers{0, 1}));
  bond.reached(1, 1003 + kHold);
  EXPECT_EQ(release(bond), Numbers{2});
}

TEST(Bond, DoesNotLetALegTakeItsPromiseBack) {
  Bond bond(1, kHold);
  bond.reached(0, 2000);
  bond.reached(0, 500);
  bond.push(frame(0, 1899, 1));
  EXPECT_EQ(release(bond), Numbers{1});
}

TEST(Bond, PutsDisorderInsideTheHoldRight) {
  Bond bond(2, kHold);
  bond.push(frame(0, 1000, 3));
  bond.push(frame(0, 1000 - kHold, 0));
  bond.push(frame(0, 950, 1));
  bond.push(frame(1, 950, 2));
  bond.reached(0, 1000);
  bond.reached(1, 1000);
  EXPECT_EQ(release(bond), Numbers{});
  bond.reached(0, 1200);
  bond.reached(1, 1200);
  EXPECT_EQ(release(bond), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
}

TEST(Bond, WritesDisorderBeyondTheHoldAtOnceAndCountsIt) {
  Bond bond(2, kHold);
  bond.push(frame(0, 1000, 1));
  bond.reached(0, 1101);
  bond.reached(1, 1101);
  ASSERT_EQ(release(bond), Numbers{1});
  bond.push(frame(1, 997, 2));
  bond.push(frame(1, 1050, 3));
  bond.push(frame(1, 980, 4));
  EXPECT_EQ(release(bond), (Numbers{4, 2})) << "nobody reached anything in between";
  EXPECT_EQ(bond.counts()[0].late, 0u);
  EXPECT_EQ(bond.counts()[1].late, 2u);
  EXPECT_EQ(bond.counts()[1].max_late_ns, 20);
  EXPECT_EQ(bond.held(), 1u);
}

TEST(Bond, WaitsForNobodyWhoHasEnded) {
  Bond bond(3, kHold);
  bond.ended(0);
  bond.push(frame(1, 1000, 1));
  bond.push(frame(2, 1001, 2));
  bond.reached(1, 1200);
  EXPECT_EQ(release(bond), Numbers{});
  bond.ended(2);
  EXPECT_EQ(release(bond), (Numbers{1, 2}));
  bond.reached(1, 1100);
  bond.push(frame(1, 2000, 3));
  EXPECT_EQ(release(bond), Numbers{});
  bond.ended(1);
  EXPECT_EQ(release(bond), Numbers{3});
}

TEST(Bond, StillTakesAFrameOfALegThatHasEnded) {
  Bond bond(2, kHold);
  bond.ended(0);
  bond.push(frame(1, 1000, 2));
  bond.push(frame(0, 1000, 1));
  bond.reached(1, 2000);
  EXPECT_EQ(release(bond), (Numbers{1, 2}));
}

TEST(Bond, LetsTheOldestGoWhenMemoryIsAtItsBound) {
  Bond bond(2, kHold);
  for (std::uint32_t i = 0; i < 10; ++i) bond.push(frame(i % 2, 1000 + i, i));
  bond.reached(0, 1003 + kHold);
  bond.reached(1, 1005 + kHold);
  std::vector<Frame> out;
  bond.release_early(6, out);
  EXPECT_EQ(invented::numbers(out), (Numbers{0, 1, 2, 3, 4, 5}));
  // Below 1003 they were due: early are 3, 4 and 5.
  EXPECT_EQ(bond.counts()[0].early, 1u);
  EXPECT_EQ(bond.counts()[1].early, 2u);
  EXPECT_EQ(bond.held(), 4u);
  EXPECT_EQ(bond.oldest(), 1006);
  bond.push(frame(0, 1004, 10));
  EXPECT_EQ(release(bond), Numbers{10});
  EXPECT_EQ(bond.counts()[0].late, 1u);
  EXPECT_EQ(bond.counts()[0].max_late_ns, 1);
}

TEST(Bond, LetsEverythingOutAtTheEnd) {
  Bond bond(2, kHold);
  bond.push(frame(1, 20, 1));
  bond.push(frame(0, 20, 0));
  bond.push(frame(0, 5000, 2));
  std::vector<Frame> out;
  bond.release_all(out);
  EXPECT_EQ(invented::numbers(out), (Numbers{0, 1, 2}));
  EXPECT_EQ(bond.held(), 0u);
  EXPECT_EQ(invented::total_early(bond.counts()), 0u);
  bond.release_all(out);
  EXPECT_EQ(out.size(), 3u);
}

TEST(Bond, KnowsItsHoldAndWhatItHolds) {
  Bond bond(2, kHold);
  EXPECT_EQ(bond.hold(), kHold);
  EXPECT_EQ(bond.held(), 0u);
  EXPECT_EQ(bond.oldest(), Merge::kForever);
  EXPECT_EQ(bond.counts().size(), 2u);
  bond.push(frame(1, 70));
  bond.push(frame(0, 60));
  EXPECT_EQ(bond.held(), 2u);
  EXPECT_EQ(bond.oldest(), 60);
}

TEST(Bond, PromisesNothingWhenTimeIsTooShortForAHold) {
  Bond bond(1, kHold);
  bond.push(frame(0, Merge::kNever, 1));
  bond.push(frame(0, Merge::kNever + 1, 2));
  bond.reached(0, Merge::kNever);
  EXPECT_EQ(release(bond), Numbers{});
  bond.reached(0, Merge::kNever + kHold - 1);
  EXPECT_EQ(release(bond), Numbers{});
  bond.reached(0, Merge::kNever + kHold);
  EXPECT_EQ(release(bond), Numbers{});
  bond.reached(0, Merge::kNever + kHold + 1);
  EXPECT_EQ(release(bond), Numbers{1});
  bond.reached(0, Merge::kNever + kHold + 2);
  EXPECT_EQ(release(bond), Numbers{2});
}

TEST(Bond, HoldsAroundTheEpochAndNearTheEndOfTime) {
  Bond bond(2, kHold);
  bond.push(frame(0, -1, 1));
  bond.push(frame(1, 0, 2));
  bond.push(frame(0, 1, 3));
  bond.push(frame(1, Merge::kForever - kHold - 1, 4));
  for (std::uint16_t leg = 0; leg < 2; ++leg) bond.reached(leg, kHold);
  EXPECT_EQ(release(bond), Numbers{1});
  for (std::uint16_t leg = 0; leg < 2; ++leg) bond.reached(leg, kHold + 2);
  EXPECT_EQ(release(bond), (Numbers{2, 3}));
  for (std::uint16_t leg = 0; leg < 2; ++leg) bond.reached(leg, Merge::kForever);
  EXPECT_EQ(release(bond), Numbers{4});
}

class BondOfLegs : public testing::TestWithParam<std::uint16_t> {};

// A sender that goes round the legs, one of which is silent; every leg is read after each round.
TEST_P(BondOfLegs, DelaysNobodyBeyondTheHoldForASilentLeg) {
  const std::uint16_t legs = GetParam();
  const std::uint16_t silent = legs / 2;
  constexpr std::int64_t kGap = 7;
  Bond bond(legs, kHold);
  std::int64_t now = 0;
  std::uint32_t sent = 0;
  std::uint32_t seen = 0;
  for (int round = 0; round < 50; ++round) {
    for (std::uint16_t leg = 0; leg < legs; ++leg) {
      now += kGap;
      if (leg != silent) bond.push(frame(leg, now, sent++));
    }
    for (std::uint16_t leg = 0; leg < legs; ++leg) bond.reached(leg, now);
    std::vector<Frame> out;
    bond.release(out);
    for (const Frame& each : out) EXPECT_EQ(each.length, seen++);
    EXPECT_GE(bond.oldest(), now - kHold);
  }
  std::vector<Frame> rest;
  bond.release_all(rest);
  for (const Frame& each : rest) EXPECT_EQ(each.length, seen++);
  EXPECT_EQ(seen, sent);
  EXPECT_EQ(sent, legs == 1 ? 0u : 50u * (legs - 1u));
}

INSTANTIATE_TEST_SUITE_P(OneToThirtyTwo, BondOfLegs, testing::Range<std::uint16_t>(1, 33));

}  // namespace
}  // namespace tapbond
