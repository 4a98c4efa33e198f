#include "sensor/run/live_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sensor/run/fake_leg.h"
#include "tests/sensor/run/fake_sink.h"
#include "tests/sensor/run/feeder.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kWall = 1'700'000'000 * kSecond;
constexpr Instant kBegan{.wall = kWall, .monotonic = 50 * kSecond};

class LiveNumbersTest : public testing::Test {
 protected:
  // Two legs that each have accepted ten frames.
  explicit LiveNumbersTest(std::uint64_t count = 0)
      : stream_({.legs = 2, .hold_ns = 1000, .buffer_bytes = 16 << 20, .count = count}) {
    legs_.add("a").leg_counts = {.received = 17,
                                 .accepted = 10,
                                 .delivered = 9,
                                 .filtered = 5,
                                 .dropped_by_kernel = 1,
                                 .dropped_by_interface = 2,
                                 .times_away = 3,
                                 .away_ns = 4 * kSecond};
    LegCounts& of_feed = legs_.add_feed("b").leg_counts;
    of_feed = {.received = 10, .accepted = 10, .delivered = 10};
    of_feed.earlier.received = 30;
    of_feed.earlier.dropped_by_interface = 6;
    of_feed.earlier.dropped_by_os = 7;
    announce(stream_, 2);
    numbers_.begin(kBegan);
  }

  // Has so many frames written of each leg.
  void write(std::int64_t frames) {
    Feeder feeder(stream_);
    for (std::int64_t i = 0; i < frames; ++i) {
      for (std::uint16_t leg = 0; leg < 2; ++leg) feeder.feed(leg, kWall + i);
    }
    feeder.close();
    drain(stream_);
  }

  FakeLegs legs_;
  FakeSink sink_;
  Stream stream_;
  LiveNumbers numbers_{legs_.all(), stream_};
};

class LiveNumbersWithCountTest : public LiveNumbersTest {
 protected:
  LiveNumbersWithCountTest() : LiveNumbersTest(8) {}
};

TEST_F(LiveNumbersTest, CanBeAskedForBeforeThereAreSinks) {
  const std::vector<LegSummary> legs = numbers_.so_far(kBegan.monotonic);
  ASSERT_EQ(legs.size(), 2u);
  EXPECT_EQ(legs[0].written, 0u);
  EXPECT_EQ(legs[0].unread, 9u);
}

TEST_F(LiveNumbersTest, TellOfEachLegWhatBecameOfItsFrames) {
  stream_.attach(sinks_of(sink_));
  write(4);
  const std::vector<LegSummary> legs = numbers_.so_far(kBegan.monotonic);
  ASSERT_EQ(legs.size(), 2u);
  EXPECT_EQ(legs[0].name, "a");
  EXPECT_EQ(legs[0].received, 17u);
  EXPECT_EQ(legs[0].written, 4u);
  EXPECT_EQ(legs[0].filtered, 5u);
  EXPECT_EQ(legs[0].dropped_by_kernel, 1u);
  EXPECT_EQ(legs[0].dropped_by_interface, 2u);
  EXPECT_EQ(legs[0].unread, 5u) << "on their way";
  EXPECT_EQ(legs[0].dropped_by_tapbond, 0u);
  EXPECT_EQ(legs[0].times_away, 3u);
  EXPECT_EQ(legs[0].away_ns, 4 * kSecond);
  EXPECT_EQ(legs[1].dropped_before_by_kernel, 7u);
  EXPECT_EQ(legs[1].dropped_before_by_interface, 6u);
}

TEST_F(LiveNumbersTest, CallWhatIsMissingAtTheEndDropped) {
  stream_.attach(sinks_of(sink_));
  write(4);
  const std::vector<LegSummary> legs = numbers_.at_the_end(kBegan.monotonic);
  EXPECT_EQ(legs[0].dropped_by_tapbond, 5u);
  EXPECT_EQ(legs[1].dropped_by_tapbond, 6u);
  EXPECT_EQ(legs[0].unread + legs[1].unread, 0u);
}

TEST_F(LiveNumbersWithCountTest, CallUnreadWhatACountLeftOver) {
  stream_.attach(sinks_of(sink_));
  write(4);
  ASSERT_TRUE(stream_.complete());
  const std::vector<LegSummary> legs = numbers_.at_the_end(kBegan.monotonic);
  EXPECT_EQ(legs[0].unread, 5u);
  EXPECT_EQ(legs[1].unread, 6u);
  EXPECT_EQ(legs[0].dropped_by_tapbond + legs[1].dropped_by_tapbond, 0u);
}

TEST_F(LiveNumbersWithCountTest, CallDroppedWhatASinkThatFailedDidNotTake) {
  sink_.fail_after = 3;
  stream_.attach(sinks_of(sink_));
  write(4);
  ASSERT_TRUE(stream_.failed());
  const std::vector<LegSummary> legs = numbers_.at_the_end(kBegan.monotonic);
  EXPECT_EQ(legs[0].written + legs[1].written, 3u);
  EXPECT_EQ(legs[0].dropped_by_tapbond + legs[1].dropped_by_tapbond, 19u - 3u);
}

TEST_F(LiveNumbersTest, TellOfEachInterfaceForTheFile) {
  stream_.attach(sinks_of(sink_));
  write(4);
  const std::vector<InterfaceCounts> counts = numbers_.of_interfaces(kWall + 7);
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].received, 17u);
  EXPECT_EQ(counts[0].accepted, 10u);
  EXPECT_EQ(counts[0].dropped_by_os, 1u);
  EXPECT_EQ(counts[0].dropped_by_interface, 2u);
  EXPECT_EQ(counts[0].delivered, 4u);
  EXPECT_EQ(counts[0].first_ns, kWall);
  EXPECT_EQ(counts[0].last_ns, kWall + 7);
  EXPECT_EQ(counts[1].dropped_by_os, 7u) << "as the feed's sensor tells";
  EXPECT_EQ(counts[1].dropped_by_interface, 6u);
}

TEST_F(LiveNumbersTest, ShowTheRateSinceTheLineBefore) {
  stream_.attach(sinks_of(sink_));
  write(4);
  EXPECT_THAT(numbers_.status(kBegan.monotonic + kSecond),
              testing::StartsWith("1 s: 8 packets, 0/s"));
  write(3);
  EXPECT_THAT(numbers_.status(kBegan.monotonic + 3 * kSecond),
              testing::StartsWith("3 s: 14 packets, 3/s"));
}

}  // namespace
}  // namespace tapbond
