#include "sensor/run/clock_step_bridge.h"

#include <gtest/gtest.h>

#include "tests/bond/invented.h"
#include "tests/sensor/run/fake_sink.h"
#include "tests/sensor/run/feeder.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHold = 20'000'000;
constexpr std::int64_t kWall = 1'700'000'000 * kSecond;
constexpr std::int64_t kStart = 50 * kSecond;  // monotonic

class ClockStepBridgeTest : public testing::Test {
 protected:
  ClockStepBridgeTest() {
    announce(stream_, 1);
    stream_.attach(sinks_of(sink_));
    EXPECT_FALSE(bridge_.cross({kWall, kStart}, true));
  }

  // `time` after the start, by a wall clock that was set by `set`.
  bool cross(std::int64_t time, std::int64_t set, bool stamped_by_host = true) {
    return bridge_.cross({kWall + time + set, kStart + time}, stamped_by_host);
  }

  void push(std::int64_t stamp) { EXPECT_TRUE(feeder_.feed(0, kWall + stamp)); }

  FakeSink sink_;
  Stream stream_{{.hold_ns = kHold, .buffer_bytes = 16 << 20}};
  Feeder feeder_{stream_};
  ClockStepBridge bridge_{stream_};
};

TEST_F(ClockStepBridgeTest, HasNothingToDoWhileTheClockRunsEvenly) {
  push(0);
  EXPECT_FALSE(cross(kHold / 2, 0));
  EXPECT_FALSE(cross(kHold, 0));
  EXPECT_FALSE(cross(100 * kHold, 0));
  EXPECT_EQ(stream_.bond().held(), 1u);
}

TEST_F(ClockStepBridgeTest, TellsOfAStepOnce) {
  EXPECT_TRUE(cross(kHold, kSecond));
  EXPECT_FALSE(cross(kHold + 1, kSecond));
  EXPECT_TRUE(cross(kHold + 2, -kSecond));
}

// The old clock's frames go out at the end of the step whether or not anything else is due.
TEST_F(ClockStepBridgeTest, EndsAStepBackOneHoldLater) {
  push(0);
  EXPECT_TRUE(cross(10, -3600 * kSecond));
  push(20 - 3600 * kSecond);
  EXPECT_FALSE(cross(10 + kHold - 1, -3600 * kSecond));
  EXPECT_EQ(stream_.bond().held(), 2u);
  EXPECT_FALSE(cross(10 + kHold, -3600 * kSecond));
  EXPECT_EQ(stream_.bond().held(), 1u);
  EXPECT_EQ(stream_.bond().oldest(), kWall + 20 - 3600 * kSecond);
  EXPECT_EQ(invented::total_late(stream_.bond().counts()), 0u);
}

TEST_F(ClockStepBridgeTest, EndsAStepWhenTheNextComesBeforeThat) {
  push(0);
  EXPECT_TRUE(cross(10, -3600 * kSecond));
  push(20 - 3600 * kSecond);
  EXPECT_TRUE(cross(30, -7200 * kSecond));
  push(40 - 7200 * kSecond);
  EXPECT_EQ(stream_.bond().held(), 2u) << "the first clock's frame is out";
  EXPECT_FALSE(cross(10 + kHold, -7200 * kSecond)) << "when the first step would have ended";
  EXPECT_EQ(stream_.bond().held(), 2u);
  EXPECT_FALSE(cross(30 + kHold, -7200 * kSecond));
  EXPECT_EQ(stream_.bond().held(), 1u);
}

TEST_F(ClockStepBridgeTest, LeavesStampsOfAnotherClockAlone) {
  push(0);
  EXPECT_FALSE(cross(10, -3600 * kSecond, false));
  EXPECT_FALSE(cross(10 + 2 * kHold, -3600 * kSecond, false));
  EXPECT_EQ(stream_.bond().held(), 1u);
}

}  // namespace
}  // namespace tapbond
