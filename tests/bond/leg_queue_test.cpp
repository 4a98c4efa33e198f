#include "bond/leg_queue.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::frame;

constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

Frame pop(LegQueue& queue) {
  EXPECT_EQ(queue.settle(kAll), queue.size());
  const Frame first = queue.at(0);
  EXPECT_EQ(queue.oldest(), first.stamp);
  queue.consume(1);
  return first;
}

std::vector<Frame> drain(LegQueue& queue) {
  std::vector<Frame> out;
  while (!queue.empty()) out.push_back(pop(queue));
  return out;
}

// Frames of leg 0 with these stamps, numbered from 0 as they arrive.
LegQueue queue_of(std::initializer_list<std::int64_t> stamps) {
  LegQueue queue;
  std::uint32_t number = 0;
  for (const std::int64_t stamp : stamps) queue.push(frame(0, stamp, number++));
  return queue;
}

using Numbers = std::vector<std::uint32_t>;

TEST(LegQueue, IsEmptyAtFirst) {
  const LegQueue queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.size(), 0u);
}

TEST(LegQueue, KeepsWhatIsInOrder) {
  LegQueue queue = queue_of({10, 20, 30});
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{0, 1, 2}));
}

TEST(LegQueue, KeepsTheOrderOfArrivalAmongEqualStamps) {
  LegQueue queue = queue_of({10, 10, 10, 10});
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{0, 1, 2, 3}));
}

TEST(LegQueue, PutsAStragglerWhereItBelongs) {
  LegQueue queue = queue_of({10, 30, 20, 40});
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{0, 2, 1, 3}));
}

TEST(LegQueue, TurnsAWhollyReversedLegAround) {
  LegQueue queue = queue_of({50, 40, 30, 20, 10});
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{4, 3, 2, 1, 0}));
}

// More than one piece of the queue's memory takes.
TEST(LegQueue, TakesALongRunAtOnce) {
  std::vector<Frame> run;
  for (std::uint32_t number = 0; number < 20'000; ++number) run.push_back(frame(0, number, number));
  LegQueue queue;
  queue.push(std::span(run).first(7));
  queue.push(std::span(run).subspan(7));
  EXPECT_EQ(invented::numbers(drain(queue)), invented::numbers(run));
}

TEST(LegQueue, TakesARunThatBeginsWithStragglers) {
  LegQueue queue = queue_of({10, 30});
  const std::vector<Frame> run = {frame(0, 20, 2), frame(0, 25, 3), frame(0, 30, 4),
                                  frame(0, 40, 5)};
  queue.push(run);
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{0, 2, 3, 1, 4, 5}));
}

TEST(LegQueue, KeepsTheOrderOfArrivalAmongStragglersOfOneStamp) {
  LegQueue queue = queue_of({90, 20, 20, 10, 20, 20, 10, 20});
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{3, 6, 1, 2, 4, 5, 7, 0}));
}

TEST(LegQueue, KeepsTheOrderOfArrivalWhenOnlySomeOfOneStampAreStragglers) {
  LegQueue queue = queue_of({10, 20, 20, 30, 20, 10, 30, 20});
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{0, 5, 1, 2, 4, 7, 3, 6}));
}

TEST(LegQueue, TakesAStragglerWhoseTieIsAlreadyGone) {
  LegQueue queue = queue_of({10, 30});
  pop(queue);
  queue.push(frame(0, 10, 2));
  queue.push(frame(0, 5, 3));
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{3, 2, 1}));
}

TEST(LegQueue, TakesAnOlderFrameOnceItIsUsedUp) {
  LegQueue queue = queue_of({100});
  pop(queue);
  EXPECT_TRUE(queue.empty());
  queue.push(frame(0, 50, 1));
  queue.push(frame(0, 60, 2));
  queue.push(frame(0, 55, 3));
  EXPECT_EQ(queue.size(), 3u);
  EXPECT_EQ(invented::numbers(drain(queue)), (Numbers{1, 3, 2}));
}

TEST(LegQueue, CountsBothTheRunAndTheStragglers) {
  LegQueue queue = queue_of({10, 30, 20, 5});
  for (std::size_t left = 4; left > 0; --left) {
    EXPECT_EQ(queue.size(), left);
    EXPECT_FALSE(queue.empty());
    pop(queue);
  }
  EXPECT_EQ(queue.size(), 0u);
  EXPECT_TRUE(queue.empty());
}

TEST(LegQueue, KeepsEveryFieldOfAFrame) {
  const std::uint8_t byte = 0;
  const Frame given{.stamp = 7,
                    .bytes = &byte,
                    .captured = 1,
                    .length = 1500,
                    .interface = 3,
                    .marks = 5,
                    .leg = 2,
                    .slab = 9};
  LegQueue queue;
  queue.push(frame(2, 8));
  queue.push(given);
  const Frame got = pop(queue);
  EXPECT_EQ(got.stamp, 7);
  EXPECT_EQ(got.bytes, &byte);
  EXPECT_EQ(got.captured, 1u);
  EXPECT_EQ(got.length, 1500u);
  EXPECT_EQ(got.interface, 3u);
  EXPECT_EQ(got.marks, 5u);
  EXPECT_EQ(got.leg, 2u);
  EXPECT_EQ(got.slab, 9u);
}

TEST(LegQueue, OrdersTheMostExtremeStamps) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  LegQueue queue = queue_of({0, kMax, kMin, -1, kMax - 1, 1, kMin + 1, kMax, kMin});
  EXPECT_EQ(invented::stamps(drain(queue)),
            (std::vector<std::int64_t>{kMin, kMin, kMin + 1, -1, 0, 1, kMax - 1, kMax, kMax}));
}

// Long enough for the memory of a run to be used over and over.
TEST(LegQueue, StaysInOrderWhileLongRunsAreUsedUpInPart) {
  LegQueue queue;
  std::uint32_t pushed = 0;
  std::uint32_t popped = 0;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i < 300; ++i, ++pushed) queue.push(frame(0, pushed, pushed));
    for (int i = 0; i < 290; ++i, ++popped) {
      ASSERT_EQ(pop(queue).length, popped);
    }
    ASSERT_EQ(queue.size(), pushed - popped);
  }
}

TEST(LegQueue, StaysInOrderWhenItGrowsVeryLongAndIsUsedUpAgain) {
  constexpr std::uint32_t kFrames = 250'000;
  LegQueue queue;
  for (int round = 0; round < 2; ++round) {
    std::uint32_t popped = 0;
    for (std::uint32_t number = 0; number < kFrames; ++number) {
      // Every tenth is a straggler, and a third of the frames leave while the queue still grows.
      const std::uint32_t stamp = number % 10 == 9 ? number - 9 : number;
      queue.push(frame(0, stamp, number));
      if (number % 30'000 != 29'999) continue;
      const std::uint32_t due = number + 1 - 5'000;
      ASSERT_EQ(queue.settle(due), due - popped);
      for (int i = 0; i < 10'000; ++i) {
        const std::uint32_t place = popped % 10;
        const std::uint32_t expected = place == 0 ? popped : (place == 1 ? popped + 8 : popped - 1);
        ASSERT_EQ(queue.at(0).length, expected);
        queue.consume(1);
        ++popped;
      }
    }
    EXPECT_EQ(queue.settle(kAll), kFrames - popped);
    std::int64_t before = 0;
    for (std::size_t i = 0; i < kFrames - popped; ++i) {
      ASSERT_GE(queue.at(i).stamp, before);
      before = queue.at(i).stamp;
    }
    queue.consume(kFrames - popped);
    EXPECT_TRUE(queue.empty());
  }
}

// A multimap keeps equal keys in the order they were put in: all that a leg's queue has to do.
TEST(LegQueue, DoesWhatAMultimapDoes) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    invented::Random random(seed);
    const std::int64_t disorder = random.between<std::int64_t>(0, 400);
    const int push_percent = random.between(40, 70);
    LegQueue queue;
    std::multimap<std::int64_t, std::uint32_t> plain;
    std::int64_t now = 0;
    for (std::uint32_t number = 0; number < 4000; ++number) {
      if (random.chance(push_percent)) {
        now += random.between(0, 3);
        const std::int64_t stamp = now - random.between<std::int64_t>(0, disorder);
        queue.push(frame(0, stamp, number));
        plain.emplace(stamp, number);
      } else if (!plain.empty()) {
        const std::int64_t before = now - random.between<std::int64_t>(-10, disorder + 10);
        const std::size_t settled = queue.settle(before);
        ASSERT_EQ(settled, std::distance(plain.begin(), plain.lower_bound(before)));
        const std::size_t taken = random.between<std::size_t>(0, settled);
        for (std::size_t i = 0; i < taken; ++i, plain.erase(plain.begin())) {
          ASSERT_EQ(queue.at(i).length, plain.begin()->second) << "seed " << seed;
        }
        queue.consume(taken);
      }
      ASSERT_EQ(queue.size(), plain.size()) << "seed " << seed;
      ASSERT_EQ(queue.empty(), plain.empty()) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace tapbond
