#include "sensor/run/leg_readings.h"

#include <gtest/gtest.h>

#include "tests/bond/invented.h"
#include "tests/sensor/run/fake_leg.h"

namespace tapbond {
namespace {

using Drained = Leg::Drained;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHold = 20'000'000;
constexpr std::int64_t kWall = 1'700'000'000 * kSecond;
constexpr std::size_t kOverhead = 96;  // of a frame in a ring

// Both clocks, so long after the run began.
Instant at(std::int64_t time) { return {.wall = kWall + time, .monotonic = kSecond + time}; }

class LegReadingsTest : public testing::Test {
 protected:
  // As a leg that delivers frames with these stamps, counted from the start of the run.
  void took(LegReadings& readings, std::uint16_t leg, Drained found,
            const std::vector<std::int64_t>& stamps, std::int64_t time) {
    std::vector<Frame> frames;
    for (const std::int64_t stamp : stamps) {
      frames.push_back(invented::frame(leg, kWall + stamp));
      frames.back().captured = 100;
    }
    readings.took(leg, found, frames, at(time));
  }

  // A pass over one leg.
  void pass(LegReadings& readings, Drained found, const std::vector<std::int64_t>& stamps,
            std::int64_t time, bool stalled = false, std::uint16_t leg = 0) {
    readings.begin_pass();
    took(readings, leg, found, stamps, time);
    readings.end_pass(at(time), stalled);
  }

  FakeLegs legs_;
  StampClock clock_{true};
};

TEST_F(LegReadingsTest, ReadsTheLegFurthestBehindUntilNoneHasMore) {
  for (const char* name : {"a", "b", "c"}) legs_.add(name);
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  EXPECT_EQ(readings.next(), 0) << "nothing is known of any: the first";
  took(readings, 0, Drained::kMore, {500}, 1000);
  EXPECT_EQ(readings.next(), 1);
  took(readings, 1, Drained::kMore, {300}, 1000);
  EXPECT_EQ(readings.next(), 2);
  took(readings, 2, Drained::kMore, {400}, 1000);
  EXPECT_EQ(readings.next(), 1);
  took(readings, 1, Drained::kEmpty, {450}, 1000);
  EXPECT_EQ(readings.next(), 2);
  took(readings, 2, Drained::kEnough, {600}, 1000);
  EXPECT_EQ(readings.next(), 0) << "a leg that had enough waits for the next pass";
  took(readings, 0, Drained::kEmpty, {}, 1000);
  EXPECT_EQ(readings.next(), std::nullopt);
  EXPECT_TRUE(readings.backlog());
  readings.begin_pass();
  EXPECT_EQ(readings.next(), 1) << "what was seen of the legs stays known";
}

std::vector<Frame> frames_of(std::size_t count, std::uint32_t captured) {
  Frame frame = invented::frame(0, kWall);
  frame.captured = captured;
  return std::vector<Frame>(count, frame);
}

TEST_F(LegReadingsTest, HasALegDeliverAPortionOfBytes) {
  legs_.add("a");
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  const int unknown = readings.budget(0);
  EXPECT_LE(static_cast<std::size_t>(unknown) * 1514, LegReadings::kPortion);
  for (const std::uint32_t captured : {60U, 1500U, 9000U}) {
    readings.took(0, Drained::kMore, frames_of(10, captured), at(0));
    const auto bytes = static_cast<std::size_t>(readings.budget(0)) * captured;
    EXPECT_LE(bytes, LegReadings::kPortion) << captured;
    EXPECT_GE(bytes, LegReadings::kPortion / 3) << captured;
  }
  readings.took(0, Drained::kMore, frames_of(1, 262144), at(0));
  EXPECT_EQ(readings.budget(0), 1) << "one, however large it is";
}

TEST_F(LegReadingsTest, EndsAPassWhenTheLegsDeliveredSoManyBytes) {
  for (const char* name : {"a", "b"}) legs_.add(name);
  LegReadings readings(legs_.all(), kHold, clock_);
  for (const std::uint32_t captured : {100U, 9000U, 60000U}) {
    for (std::uint16_t leg = 0; leg < 2; ++leg) {
      readings.took(leg, Drained::kMore, frames_of(1, captured), at(0));
    }
    readings.begin_pass();
    std::size_t bytes = 0;
    while (const auto leg = readings.next()) {
      const auto frames = frames_of(static_cast<std::size_t>(readings.budget(*leg)), captured);
      readings.took(*leg, Drained::kMore, frames, at(0));
      bytes += frames.size() * captured;
    }
    EXPECT_LE(bytes, LegReadings::kPass + LegReadings::kPortion) << captured;
    EXPECT_GE(bytes, LegReadings::kPass / 4) << captured;
    EXPECT_TRUE(readings.backlog());
  }
}

TEST_F(LegReadingsTest, EndsAPassAlsoWhereAFilterStopsAllThatIsRead) {
  legs_.add("a");
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  std::size_t reads = 0;
  for (; readings.next() && reads < 1000; ++reads) readings.took(0, Drained::kMore, {}, at(0));
  EXPECT_EQ(reads, LegReadings::kPass / LegReadings::kPortion);
}

TEST_F(LegReadingsTest, HasABacklogUntilEveryLegWasFoundEmpty) {
  legs_.add("a");
  legs_.add("b");
  LegReadings readings(legs_.all(), kHold, clock_);
  for (const Drained left : {Drained::kMore, Drained::kEnough, Drained::kNoRoom}) {
    readings.begin_pass();
    took(readings, 0, Drained::kEmpty, {}, 0);
    took(readings, 1, left, {1}, 0);
    EXPECT_TRUE(readings.backlog());
  }
  readings.begin_pass();
  took(readings, 0, Drained::kEmpty, {}, 0);
  took(readings, 1, Drained::kEmpty, {2}, 0);
  EXPECT_FALSE(readings.backlog());
}

TEST_F(LegReadingsTest, RelyOnAnEmptyLegUpToThePresent) {
  legs_.add("a");
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  took(readings, 0, Drained::kEmpty, {100}, kSecond);
  readings.end_pass(at(kSecond), false);
  EXPECT_EQ(readings.reached(0, at(kSecond)), kWall + kSecond);
}

TEST_F(LegReadingsTest, RelyOnALegWithMoreUpToItsNewestStamp) {
  legs_.add("a");
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  EXPECT_EQ(readings.reached(0, at(0)), Merge::kNever);
  took(readings, 0, Drained::kMore, {300, 500, 400}, kSecond);
  readings.end_pass(at(kSecond), false);
  EXPECT_EQ(readings.reached(0, at(kSecond)), kWall + 500);
  readings.begin_pass();
  took(readings, 0, Drained::kMore, {450, 460}, kSecond);
  EXPECT_EQ(readings.reached(0, at(kSecond)), kWall + 460) << "of the last portion";
}

TEST_F(LegReadingsTest, RelyOnAnAdaptersClockAsFarAsItsStampsWereSeen) {
  legs_.add("a");
  StampClock adapters(false);
  LegReadings readings(legs_.all(), kHold, adapters);
  readings.begin_pass();
  const Frame frame = invented::frame(0, 5000);
  readings.took(0, Drained::kEmpty, {&frame, 1}, at(100));
  EXPECT_EQ(readings.reached(0, at(100)), 5000);
  EXPECT_EQ(readings.reached(0, at(130)), 5030);
}

TEST_F(LegReadingsTest, LearnNothingOfAnAdaptersClockFromAFeed) {
  legs_.add_feed("TCP@sensor");
  StampClock adapters(false);
  LegReadings readings(legs_.all(), kHold, adapters);
  pass(readings, Drained::kEmpty, {5 * kSecond}, 0);
  EXPECT_EQ(adapters.at(at(0)), kWall);
}

TEST_F(LegReadingsTest, RelyOnAFeedInTimeUpToThePresent) {
  legs_.add_feed("TCP@sensor");
  LegReadings readings(legs_.all(), kHold, clock_);
  pass(readings, Drained::kEmpty, {kSecond - kHold}, kSecond);
  EXPECT_EQ(readings.reached(0, at(kSecond)), kWall + kSecond);
}

// Its host has more, and only waits for room to send.
TEST_F(LegReadingsTest, WaitForAFeedThatIsBehindWhereNobodyHasRead) {
  legs_.add("a");
  legs_.add_feed("TCP@sensor");
  LegReadings readings(legs_.all(), kHold, clock_);
  pass(readings, Drained::kEmpty, {kSecond}, kSecond, false, 1);
  std::int64_t time = kSecond + LegReadings::kNobodyRead + 1;
  const std::int64_t stamp = kSecond + 1;
  pass(readings, Drained::kEmpty, {stamp}, time, false, 1);
  EXPECT_EQ(readings.reached(1, at(time)), kWall + stamp);

  // It has said nothing for a hold: then there is nothing more.
  pass(readings, Drained::kEmpty, {}, time + kHold - 1, false, 1);
  EXPECT_EQ(readings.reached(1, at(time + kHold - 1)), kWall + stamp);
  pass(readings, Drained::kEmpty, {}, time + kHold, false, 1);
  EXPECT_EQ(readings.reached(1, at(time + kHold)), kWall + time + kHold);
}

TEST_F(LegReadingsTest, WaitForAFeedThatDoesNotCatchUpOnlySoLong) {
  legs_.add("a");
  legs_.add_feed("TCP@sensor");
  LegReadings readings(legs_.all(), kHold, clock_);
  const std::int64_t ago = 3 * kSecond;
  pass(readings, Drained::kNoRoom, {kSecond - ago}, kSecond, true, 1);
  const std::int64_t end = kSecond + LegReadings::kMayCatchUp;
  for (std::int64_t time = kSecond + kHold; time < end; time += kHold / 2) {
    pass(readings, Drained::kMore, {time - ago}, time, false, 1);
    EXPECT_EQ(readings.reached(1, at(time)), kWall + time - ago);
  }
  pass(readings, Drained::kMore, {end - ago}, end, false, 1);
  EXPECT_EQ(readings.reached(1, at(end)), kWall + end);
}

TEST_F(LegReadingsTest, WaitForNoFeedWhoseClockIsBehind) {
  legs_.add("a");
  legs_.add_feed("TCP@sensor");
  for (const std::int64_t ago : {kHold + 1, kSecond, 5 * kSecond, 90'000 * kSecond}) {
    LegReadings readings(legs_.all(), kHold, clock_);
    for (std::int64_t time = kSecond; time < 4 * kSecond; time += kHold / 2) {
      const Drained left = time / kHold % 2 == 0 ? Drained::kMore : Drained::kEmpty;
      pass(readings, left, {time - ago}, time, false, 1);
      ASSERT_EQ(readings.reached(1, at(time)), kWall + time) << ago;
    }
  }
}

TEST_F(LegReadingsTest, PutFeedsThatAreAllBehindInOrderByTheirOwnClock) {
  legs_.add_feed("TCP@one");
  legs_.add_feed("TCP@other");
  LegReadings readings(legs_.all(), kHold, clock_);
  for (std::int64_t time = kSecond; time < 4 * kSecond; time += kHold) {
    readings.begin_pass();
    took(readings, 0, Drained::kEmpty, {time - 2 * kSecond}, time);
    took(readings, 1, Drained::kEmpty, {time - 3 * kSecond}, time);
    readings.end_pass(at(time), false);
    ASSERT_EQ(readings.reached(0, at(time)), kWall + time - 2 * kSecond);
    ASSERT_EQ(readings.reached(1, at(time)), kWall + time - 2 * kSecond);
  }
}

TEST_F(LegReadingsTest, DoNotBlameAFeedForSinksThatStall) {
  legs_.add("a");
  legs_.add_feed("TCP@sensor");
  LegReadings readings(legs_.all(), kHold, clock_);
  std::int64_t time = kSecond;
  for (; time < 10 * kSecond; time += kHold / 2) {
    pass(readings, Drained::kNoRoom, {0}, time, true, 1);
  }
  EXPECT_EQ(readings.reached(1, at(time)), kWall);
}

TEST_F(LegReadingsTest, ExcuseAFeedThatHasCaughtUpNoMore) {
  legs_.add("a");
  legs_.add_feed("TCP@sensor");
  LegReadings readings(legs_.all(), kHold, clock_);
  pass(readings, Drained::kMore, {0}, kSecond, true, 1);
  pass(readings, Drained::kMore, {kSecond + kHold}, kSecond + kHold, false, 1);
  const std::int64_t again = kSecond + 2 * kHold;
  pass(readings, Drained::kMore, {again - kSecond}, again, false, 1);
  EXPECT_EQ(readings.reached(1, at(again)), kWall + again);
}

TEST_F(LegReadingsTest, AreReachedTogetherAsFarAsTheLegThatHasMore) {
  for (const char* name : {"a", "b", "c"}) legs_.add(name);
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  EXPECT_EQ(readings.all_reached(at(0)), Merge::kNever);
  took(readings, 0, Drained::kMore, {600}, 1000);
  took(readings, 1, Drained::kEnough, {500}, 1000);
  took(readings, 2, Drained::kEmpty, {100}, 1000);
  EXPECT_EQ(readings.all_reached(at(1000)), kWall + 500 - kHold);
  readings.begin_pass();
  for (std::uint16_t leg = 0; leg < 3; ++leg) took(readings, leg, Drained::kEmpty, {}, 2000);
  EXPECT_EQ(readings.all_reached(at(2000)), kWall + 2000 - kHold);
}

TEST_F(LegReadingsTest, CountWhatFilledTheFullestRing) {
  legs_.add("a");
  legs_.add("b");
  legs_.add_feed("TCP@sensor");
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  EXPECT_EQ(readings.most_in_a_ring(), 0u);
  took(readings, 0, Drained::kMore, {1, 2}, 0);
  took(readings, 1, Drained::kMore, {1}, 0);
  took(readings, 0, Drained::kEmpty, {3}, 0);
  took(readings, 2, Drained::kEmpty, {1, 2, 3, 4, 5}, 0);
  EXPECT_EQ(readings.most_in_a_ring(), 3 * (100 + kOverhead)) << "a feed has no ring";
  readings.begin_pass();
  took(readings, 0, Drained::kEmpty, {4}, 0);
  took(readings, 1, Drained::kEmpty, {2}, 0);
  EXPECT_EQ(readings.most_in_a_ring(), 2 * (100 + kOverhead)) << "leg 1 had more";
  readings.begin_pass();
  EXPECT_EQ(readings.most_in_a_ring(), 0u);
}

TEST_F(LegReadingsTest, KnowNoStampOfAClockThatWasSet) {
  legs_.add("a");
  LegReadings readings(legs_.all(), kHold, clock_);
  readings.begin_pass();
  took(readings, 0, Drained::kMore, {500}, 1000);
  readings.forget_stamps();
  EXPECT_EQ(readings.reached(0, at(1000)), Merge::kNever);
}

}  // namespace
}  // namespace tapbond
