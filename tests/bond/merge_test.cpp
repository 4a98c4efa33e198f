#include "bond/merge.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::frame;
using Numbers = std::vector<std::uint32_t>;

// A merge with its counts; each call answers with what came out.
struct Bench {
  explicit Bench(std::size_t legs) : counts(legs), merge(legs, counts) {}

  void push(std::uint16_t leg, std::int64_t stamp, std::uint32_t number = 0) {
    merge.push(frame(leg, stamp, number));
  }
  void raise_all(std::int64_t stamp) {
    for (std::uint16_t leg = 0; leg < counts.size(); ++leg) merge.raise(leg, stamp);
  }
  Numbers release() {
    std::vector<Frame> out;
    merge.release(out);
    return invented::numbers(out);
  }
  Numbers release_early(std::size_t frames) {
    std::vector<Frame> out;
    merge.release_early(frames, out);
    return invented::numbers(out);
  }
  Numbers release_all() {
    std::vector<Frame> out;
    merge.release_all(out);
    return invented::numbers(out);
  }

  std::vector<OrderCounts> counts;
  Merge merge;
};

TEST(Merge, HoldsEverythingUntilEachLegHasAWatermark) {
  Bench bench(3);
  bench.push(0, 10, 1);
  bench.merge.raise(0, 100);
  bench.merge.raise(2, 100);
  EXPECT_EQ(bench.release(), Numbers{});
  bench.merge.raise(1, 100);
  EXPECT_EQ(bench.release(), Numbers{1});
}

TEST(Merge, LetsOutWhatIsOlderThanTheLowestWatermarkAndNothingElse) {
  Bench bench(2);
  bench.push(0, 19, 1);
  bench.push(0, 20, 2);
  bench.push(1, 18, 3);
  bench.push(1, 21, 4);
  bench.merge.raise(0, 50);
  bench.merge.raise(1, 20);
  EXPECT_EQ(bench.release(), (Numbers{3, 1}));
  EXPECT_EQ(bench.merge.held(), 2u);
  bench.merge.raise(1, 21);
  EXPECT_EQ(bench.release(), Numbers{2});
  bench.merge.raise(1, 22);
  EXPECT_EQ(bench.release(), Numbers{4});
}

TEST(Merge, TakesFramesOfSeveralLegsAtOnce) {
  Bench bench(2);
  bench.push(0, 50, 0);
  bench.raise_all(51);
  EXPECT_EQ(bench.release(), Numbers{0});
  const std::vector<Frame> frames = {frame(0, 60, 1), frame(0, 70, 2), frame(1, 65, 3),
                                     frame(1, 20, 4), frame(1, 45, 5), frame(1, 55, 6),
                                     frame(0, 40, 7)};
  bench.merge.push(frames);
  EXPECT_EQ(bench.merge.held(), frames.size());
  EXPECT_EQ(bench.release_all(), (Numbers{4, 7, 5, 6, 1, 3, 2}));
  EXPECT_EQ(bench.counts[0].late, 1u);
  EXPECT_EQ(bench.counts[0].max_late_ns, 10);
  EXPECT_EQ(bench.counts[1].late, 2u);
  EXPECT_EQ(bench.counts[1].max_late_ns, 30);
}

TEST(Merge, NeverLowersAWatermark) {
  Bench bench(1);
  bench.merge.raise(0, 100);
  bench.merge.raise(0, 50);
  EXPECT_EQ(bench.merge.watermark(0), 100);
  bench.push(0, 99, 1);
  EXPECT_EQ(bench.release(), Numbers{1});
}

TEST(Merge, OrdersTiesByLegThenArrival) {
  Bench bench(3);
  bench.push(2, 10, 20);
  bench.push(1, 10, 10);
  bench.push(2, 10, 21);
  bench.push(0, 10, 0);
  bench.push(1, 10, 11);
  bench.push(0, 10, 1);
  bench.raise_all(11);
  EXPECT_EQ(bench.release(), (Numbers{0, 1, 10, 11, 20, 21}));
}

TEST(Merge, OrdersTiesWhenSomeFramesAreStragglers) {
  Bench bench(2);
  bench.push(1, 10, 10);
  bench.push(1, 30, 12);
  bench.push(1, 10, 11);  // a straggler behind its like
  bench.push(0, 30, 3);
  bench.push(0, 10, 0);  // stragglers without their like in front
  bench.push(0, 10, 1);
  bench.push(0, 30, 4);
  bench.push(0, 10, 2);
  bench.raise_all(31);
  EXPECT_EQ(bench.release(), (Numbers{0, 1, 2, 10, 11, 3, 4, 12}));
  EXPECT_EQ(invented::total_late(bench.counts), 0u);
}

TEST(Merge, AppendsToWhatIsThere) {
  Bench bench(1);
  std::vector<Frame> out{frame(0, 5, 99)};
  bench.push(0, 10, 1);
  bench.push(0, 11, 2);
  bench.push(0, 12, 3);
  bench.raise_all(11);
  bench.merge.release(out);
  bench.merge.release_early(1, out);
  bench.merge.release_all(out);
  EXPECT_EQ(invented::numbers(out), (Numbers{99, 1, 2, 3}));
}

TEST(Merge, KnowsHowManyItHoldsAndTheOldest) {
  Bench bench(2);
  EXPECT_EQ(bench.merge.held(), 0u);
  EXPECT_EQ(bench.merge.oldest(), Merge::kForever);
  bench.push(1, 30);
  bench.push(0, 40);
  EXPECT_EQ(bench.merge.oldest(), 30);
  bench.push(0, 20);
  EXPECT_EQ(bench.merge.oldest(), 20);
  EXPECT_EQ(bench.merge.held(), 3u);
  bench.raise_all(31);
  bench.release();
  EXPECT_EQ(bench.merge.oldest(), 40);
  EXPECT_EQ(bench.merge.held(), 1u);
  bench.release_all();
  EXPECT_EQ(bench.merge.oldest(), Merge::kForever);
  EXPECT_EQ(bench.merge.held(), 0u);
}

TEST(Merge, WaitsForNobodyWhoHasEnded) {
  Bench bench(3);
  bench.push(1, 1000, 1);
  bench.merge.raise(0, Merge::kForever);
  bench.merge.raise(2, Merge::kForever);
  EXPECT_EQ(bench.release(), Numbers{});
  bench.merge.raise(1, 1001);
  EXPECT_EQ(bench.release(), Numbers{1});
}

TEST(Merge, CountsLateFramesPerLegWithTheLargestDistance) {
  Bench bench(2);
  bench.push(0, 100, 1);
  bench.raise_all(101);
  ASSERT_EQ(bench.release(), Numbers{1});

  bench.push(1, 100, 2);  // as new as the newest out: in order
  EXPECT_EQ(bench.counts[1].late, 0u);
  bench.push(1, 99, 3);
  EXPECT_EQ(bench.counts[1].late, 1u);
  EXPECT_EQ(bench.counts[1].max_late_ns, 1);
  bench.push(1, 40, 4);
  bench.push(1, 70, 5);
  EXPECT_EQ(bench.counts[1].late, 3u);
  EXPECT_EQ(bench.counts[1].max_late_ns, 60);
  EXPECT_EQ(bench.counts[0].late, 0u);
  EXPECT_EQ(bench.counts[0].max_late_ns, 0);
  EXPECT_EQ(bench.release(), (Numbers{4, 5, 3, 2}));
  EXPECT_EQ(invented::total_early(bench.counts), 0u);
}

TEST(Merge, MeasuresLatenessFromTheNewestOutNotFromTheWatermark) {
  Bench bench(1);
  bench.push(0, 10, 1);
  bench.raise_all(1000);
  ASSERT_EQ(bench.release(), Numbers{1});
  bench.push(0, 500, 2);  // the promise is broken, the order is not
  EXPECT_EQ(bench.counts[0].late, 0u);
  EXPECT_EQ(bench.release(), Numbers{2});
  bench.push(0, 499, 3);
  EXPECT_EQ(bench.counts[0].late, 1u);
  EXPECT_EQ(bench.counts[0].max_late_ns, 1);
}

TEST(Merge, ALateFrameDoesNotTurnTheClockBack) {
  Bench bench(1);
  bench.push(0, 100, 1);
  bench.raise_all(101);
  bench.release();
  bench.push(0, 10, 2);
  ASSERT_EQ(bench.release(), Numbers{2});
  bench.push(0, 50, 3);
  EXPECT_EQ(bench.counts[0].late, 2u);
  EXPECT_EQ(bench.counts[0].max_late_ns, 90);
  EXPECT_EQ(bench.release(), Numbers{3});
}

TEST(Merge, LetsEarlyOnesOutOldestFirstAndCountsExactlyThose) {
  Bench bench(2);
  bench.push(0, 10, 1);
  bench.push(1, 20, 2);
  bench.push(0, 30, 3);
  bench.push(1, 30, 4);
  bench.push(0, 40, 5);
  bench.merge.raise(0, 50);
  bench.merge.raise(1, 20);
  // Frame 1 was due anyway, 2 is as new as the watermark and was not.
  EXPECT_EQ(bench.release_early(3), (Numbers{1, 2, 3}));
  EXPECT_EQ(bench.counts[0].early, 1u);
  EXPECT_EQ(bench.counts[1].early, 1u);
  EXPECT_EQ(bench.merge.held(), 2u);
  EXPECT_EQ(bench.release_early(0), Numbers{});
  EXPECT_EQ(bench.release_early(100), (Numbers{4, 5}));
  EXPECT_EQ(bench.counts[0].early, 2u);
  EXPECT_EQ(bench.counts[1].early, 2u);
  EXPECT_EQ(bench.release_early(1), Numbers{});
  EXPECT_EQ(invented::total_late(bench.counts), 0u);
}

TEST(Merge, CountsAsLateWhatAnEarlyReleaseOvertook) {
  Bench bench(2);
  bench.push(0, 100, 1);
  ASSERT_EQ(bench.release_early(1), Numbers{1});
  bench.push(1, 90, 2);  // would have been in time
  EXPECT_EQ(bench.counts[1].late, 1u);
  EXPECT_EQ(bench.counts[1].max_late_ns, 10);
  EXPECT_EQ(bench.release(), Numbers{2}) << "written at once, though no leg has a watermark";
}

TEST(Merge, CountsNoFrameAsLateAndEarly) {
  Bench bench(2);
  bench.push(0, 100, 1);
  bench.release_early(1);
  bench.push(1, 90, 2);
  bench.push(1, 110, 3);
  EXPECT_EQ(bench.release_early(2), (Numbers{2, 3}));
  EXPECT_EQ(bench.counts[1].late, 1u);
  EXPECT_EQ(bench.counts[1].early, 1u);
}

TEST(Merge, HoldsWhatIsNotDueAfterAnEarlyRelease) {
  Bench bench(2);
  bench.push(0, 100, 1);
  bench.push(0, 100, 2);
  bench.push(0, 101, 3);
  ASSERT_EQ(bench.release_early(1), Numbers{1});
  EXPECT_EQ(bench.release(), Numbers{});
  bench.push(1, 100, 4);
  bench.raise_all(101);
  EXPECT_EQ(bench.release(), (Numbers{2, 4}));
}

TEST(Merge, CountsNothingAsEarlyAtTheEnd) {
  Bench bench(2);
  bench.push(1, 20, 2);
  bench.push(0, 10, 1);
  bench.push(0, 30, 3);
  EXPECT_EQ(bench.release_all(), (Numbers{1, 2, 3}));
  EXPECT_EQ(invented::total_early(bench.counts), 0u);
  EXPECT_EQ(invented::total_late(bench.counts), 0u);
}

TEST(Merge, AddsToTheCountsItWasGiven) {
  std::vector<OrderCounts> counts(1);
  counts[0] = {.late = 5, .max_late_ns = 1000, .early = 7};
  Merge merge(1, counts);
  std::vector<Frame> out;
  merge.push(frame(0, 100));
  merge.release_early(1, out);
  merge.push(frame(0, 99));
  EXPECT_EQ(counts[0].late, 6u);
  EXPECT_EQ(counts[0].max_late_ns, 1000);
  EXPECT_EQ(counts[0].early, 8u);
}

TEST(Merge, KeepsTheOrderOfArrivalWhereThatIsAskedFor) {
  std::vector<OrderCounts> counts(1);
  Merge merge(1, counts, FrameOrder::kArrival);
  std::vector<Frame> out;
  merge.push(frame(0, 30, 1));
  merge.push(frame(0, 10, 2));
  merge.release(out);
  merge.push(frame(0, 20, 3));
  merge.release(out);
  EXPECT_EQ(invented::numbers(out), (Numbers{1, 2, 3}));
  EXPECT_EQ(merge.held(), 0u);
  EXPECT_EQ(invented::total_late(counts), 0u);
}

TEST(Merge, OrdersStampsNearBothEndsOfTime) {
  const std::vector<std::int64_t> stamps{0,  Merge::kForever - 1, -1, Merge::kNever + 1,
                                         1,  Merge::kNever,       0,  Merge::kForever - 2,
                                         -1, Merge::kNever};
  Bench bench(2);
  std::vector<Frame> arrived;
  for (std::uint32_t i = 0; i < stamps.size(); ++i) {
    arrived.push_back(frame(static_cast<std::uint16_t>(i % 2), stamps[i], i));
    bench.merge.push(arrived.back());
  }
  const Numbers expected = invented::numbers(invented::in_order(arrived));
  EXPECT_EQ(bench.release(), Numbers{});
  bench.raise_all(0);
  Numbers got = bench.release();
  EXPECT_EQ(got.size(), 5u);
  bench.raise_all(Merge::kForever);
  const Numbers rest = bench.release();
  got.insert(got.end(), rest.begin(), rest.end());
  EXPECT_EQ(got, expected);
  EXPECT_EQ(invented::total_late(bench.counts), 0u);
}

// Where a reader moves a stamp to that 64 bits do not hold.
TEST(Merge, KeepsNoFrameBackForBeingStampedAtTheEndOfTime) {
  Bench bench(2);
  bench.push(1, Merge::kForever, 2);
  bench.push(0, Merge::kForever, 1);
  bench.push(0, Merge::kForever, 3);
  EXPECT_EQ(bench.release(), Numbers{});
  EXPECT_EQ(bench.release_early(1), Numbers{1});
  EXPECT_EQ(bench.counts[0].early, 1u);
  EXPECT_EQ(bench.release_all(), (Numbers{3, 2}));
  EXPECT_EQ(bench.merge.held(), 0u);
  EXPECT_EQ(invented::total_early(bench.counts), 1u);
}

TEST(Merge, MeasuresTheLargestDistanceThereIs) {
  Bench bench(1);
  bench.push(0, 1, 1);
  bench.push(0, 2, 2);
  ASSERT_EQ(bench.release_early(1), Numbers{1});
  bench.push(0, Merge::kNever, 3);
  EXPECT_EQ(bench.counts[0].late, 1u);
  EXPECT_EQ(bench.counts[0].max_late_ns, Merge::kForever) << "2^63 + 1 does not fit";
  EXPECT_EQ(bench.release(), Numbers{3});
}

TEST(Merge, ReleasesEarlyUnderStampsBeforeTheEpoch) {
  Bench bench(2);
  bench.push(0, -100, 1);
  bench.push(1, -200, 2);
  EXPECT_EQ(bench.release_early(1), Numbers{2});
  bench.push(1, -201, 3);
  EXPECT_EQ(bench.counts[1].late, 1u);
  EXPECT_EQ(bench.counts[1].max_late_ns, 1);
  EXPECT_EQ(bench.release(), Numbers{3});
}

class MergeOfLegs : public testing::TestWithParam<std::uint16_t> {};

// Each leg has each stamp twice; they come leg by leg, the last leg first.
TEST_P(MergeOfLegs, InterleavesThemAll) {
  const std::uint16_t legs = GetParam();
  constexpr std::uint32_t kStamps = 20;
  Bench bench(legs);
  for (std::uint16_t leg = legs; leg-- > 0;) {
    for (std::uint32_t i = 0; i < 2 * kStamps; ++i) {
      bench.push(leg, i / 2, (i / 2) * legs * 2 + leg * 2u + i % 2);
    }
  }
  Numbers expected(kStamps * legs * 2);
  std::iota(expected.begin(), expected.end(), 0u);
  Numbers got;
  for (std::int64_t mark = 0; mark <= kStamps; ++mark) {
    bench.raise_all(mark);
    const Numbers out = bench.release();
    EXPECT_EQ(out.size(), mark == 0 ? 0u : legs * 2u);
    got.insert(got.end(), out.begin(), out.end());
  }
  EXPECT_EQ(got, expected);
}

INSTANTIATE_TEST_SUITE_P(OneToThirtyTwo, MergeOfLegs, testing::Range<std::uint16_t>(1, 33));

}  // namespace
}  // namespace tapbond
