#include "sensor/run/stream.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/bond/invented.h"
#include "tests/sensor/run/fake_sink.h"
#include "tests/sensor/run/feeder.h"

namespace tapbond {
namespace {

constexpr std::int64_t kHold = 1000;

std::size_t free_slabs(Stream& stream) {
  std::vector<std::uint16_t> open;
  while (const auto slab = stream.pool().open()) open.push_back(*slab);
  for (const std::uint16_t slab : open) stream.pool().close(slab);
  return open.size();
}

std::size_t all_slabs(Stream& stream) { return stream.pool().bound() / SlabPool::kSlabBytes; }

void expect_all_in_order(const Received& received, const std::vector<Frame>& fed) {
  const auto expected = invented::numbers(invented::in_order(fed));
  EXPECT_EQ(invented::numbers(received.frames), expected);
  EXPECT_EQ(received.numbers, expected) << "the bytes are still those of the frame";
}

std::vector<std::uint64_t> per_leg(const std::vector<Frame>& frames, std::size_t legs) {
  std::vector<std::uint64_t> counts(legs);
  for (const Frame& frame : frames) ++counts[frame.leg];
  return counts;
}

TEST(Stream, BringsEveryFrameToTheSinkInOrderAndBackToThePool) {
  constexpr std::size_t kLegs = 3;
  FakeSink sink;
  Stream stream({.legs = kLegs, .hold_ns = kHold, .buffer_bytes = 16 << 20});
  announce(stream, kLegs);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  invented::Random random(1);
  for (std::int64_t pass = 0; pass < 300; ++pass) {
    const std::int64_t now = pass * 500;
    for (std::uint16_t leg = 0; leg < kLegs; ++leg) {
      for (int i = random.between(0, 40); i > 0; --i) {
        while (!feeder.feed(leg, now - random.between<std::int64_t>(0, kHold - 1),
                            random.between(4U, 3000U))) {
          stream.make_room(now);
        }
      }
      stream.bond().reached(leg, now);
    }
    stream.release(now);
    stream.recycle();
  }
  feeder.close();
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
  EXPECT_TRUE(sink.received().announced);
  EXPECT_EQ(invented::total_late(stream.bond().counts()), 0u);
  EXPECT_EQ(stream.sent(), feeder.fed().size());
  EXPECT_EQ(stream.outlet().written(), per_leg(feeder.fed(), kLegs));
  EXPECT_EQ(free_slabs(stream), all_slabs(stream));
}

TEST(Stream, ReleasesWhatIsDuePortionByPortion) {
  constexpr std::uint32_t kFrames = 50'000;
  FakeSink sink;
  Stream stream({.hold_ns = kHold, .buffer_bytes = 16 << 20});
  announce(stream, 1);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  for (std::uint32_t i = 0; i < kFrames; ++i) ASSERT_TRUE(feeder.feed(0, i));
  feeder.close();
  EXPECT_TRUE(stream.release_portion(0)) << "nothing is due yet";
  EXPECT_EQ(stream.sent(), 0u);
  stream.bond().ended(0);
  std::uint64_t sent = 0;
  int portions = 0;
  for (bool more = true; more; ++portions, sent = stream.sent()) {
    more = !stream.release_portion(0);
    EXPECT_LE(stream.sent() - sent, kFrames / 10);
  }
  EXPECT_GE(portions, 10);
  EXPECT_EQ(stream.sent(), kFrames);
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
}

TEST(Stream, TellsTheSinksOfInterfacesBeforeTheFirstFrame) {
  FakeSink sink;
  Stream stream({.legs = 2, .hold_ns = kHold});
  announce(stream, 2);
  EXPECT_EQ(stream.interfaces().size(), 2u);
  stream.attach(sinks_of(sink));
  while (!stream.drained()) {
  }
  EXPECT_EQ(sink.received().interfaces, (std::vector<std::string>{"leg0", "leg1"}));
  EXPECT_TRUE(sink.received().flushed) << "a reader that waits sees the header";
}

TEST(Stream, AnnouncesAnInterfaceThatTurnsUpLater) {
  FakeSink sink;
  Stream stream({.legs = 2, .hold_ns = kHold});
  EXPECT_EQ(stream.announce(interface_named("leg0")), 0u);
  stream.attach(sinks_with_linger(sink, 1'000'000));
  Feeder feeder(stream);
  feeder.feed(0, 10);
  stream.bond().ended(0);
  stream.bond().reached(1, 10'000);
  stream.release(0);
  EXPECT_EQ(stream.announce(interface_named("late", 1)), 1u);
  feeder.feed(1, 20'000);
  feeder.close();
  drain(stream);
  EXPECT_TRUE(sink.received().announced);
  EXPECT_EQ(sink.received().frames.size(), 2u);
  EXPECT_EQ(stream.sent_of(0), 1u);
  EXPECT_EQ(stream.sent_of(1), 1u);
}

TEST(Stream, KeepsWhatWasPushedBeforeTheSinksWereThere) {
  FakeSink sink;
  Stream stream({.legs = 1, .hold_ns = kHold});
  announce(stream, 1);
  Feeder feeder(stream);
  for (int i = 0; i < 10; ++i) feeder.feed(0, i);
  stream.attach(sinks_of(sink));
  feeder.close();
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
}

TEST(Stream, LetsASmallBatchWaitForItsTime) {
  FakeSink sink;
  Stream stream({.legs = 1, .hold_ns = kHold});
  announce(stream, 1);
  stream.attach(sinks_with_linger(sink, 100));
  while (!stream.drained()) {
  }
  Feeder feeder(stream);
  feeder.feed(0, 1);
  stream.bond().reached(0, 10'000);
  stream.release(5000);
  EXPECT_EQ(stream.sent(), 1u);
  stream.release(5099);
  EXPECT_TRUE(stream.outlet().idle());
  EXPECT_EQ(sink.received().frames.size(), 0u);
  stream.release(5100);
  while (!stream.outlet().idle()) {
  }
  EXPECT_EQ(sink.received().frames.size(), 1u);
}

TEST(Stream, SendsALargeBatchAtOnce) {
  FakeSink sink;
  Stream stream({.legs = 1, .hold_ns = kHold, .buffer_bytes = 8 << 20});
  announce(stream, 1);
  stream.attach(sinks_with_linger(sink, 1'000'000));
  Feeder feeder(stream);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(feeder.feed(0, i, 100'000));
  stream.bond().reached(0, 10'000);
  stream.release(0);
  while (!stream.outlet().idle()) {
  }
  EXPECT_EQ(sink.received().frames.size(), 20u);
}

TEST(Stream, StopsExactlyAtTheCountAndGivesTheRestBack) {
  for (const std::uint64_t count : {1U, 9U, 10U, 11U, 25U}) {
    FakeSink sink;
    Stream stream({.legs = 2, .hold_ns = kHold, .count = count});
    announce(stream, 2);
    stream.attach(sinks_of(sink));
    Feeder feeder(stream);
    for (int round = 0; round < 4; ++round) {
      for (int i = 0; i < 10; ++i) {
        feeder.feed(static_cast<std::uint16_t>(i % 2), round * 10'000 + i);
      }
      for (std::uint16_t leg = 0; leg < 2; ++leg) stream.bond().reached(leg, (round + 1) * 10'000);
      stream.release(0);
    }
    EXPECT_TRUE(stream.complete());
    feeder.close();
    drain(stream);
    EXPECT_EQ(stream.sent(), count);
    EXPECT_EQ(stream.sent_of(0) + stream.sent_of(1), count);
    const auto expected = invented::in_order(feeder.fed());
    EXPECT_EQ(invented::numbers(sink.received().frames),
              invented::numbers({expected.data(), static_cast<std::size_t>(count)}));
    EXPECT_EQ(free_slabs(stream), all_slabs(stream)) << "-c " << count;
  }
}

TEST(Stream, ReopensBehindWhatWasSent) {
  FakeSink sink;
  Stream stream({.legs = 1, .hold_ns = kHold});
  announce(stream, 1);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  for (std::int64_t i = 0; i < 10; ++i) feeder.feed(0, i);
  stream.bond().reached(0, kHold + 20);
  stream.release(0);
  stream.tell({.reached = 20});
  stream.reopen({.reached = 30});
  for (std::int64_t i = 0; i < 5; ++i) feeder.feed(0, kHold + 20 + i);
  feeder.close();
  drain(stream);
  EXPECT_EQ(sink.received().reopened_at, std::vector<std::size_t>{10});
  EXPECT_EQ(sink.received().reached, std::vector<std::int64_t>{30}) << "the newest is told";
  expect_all_in_order(sink.received(), feeder.fed());
}

TEST(Stream, IsCompleteWhenTheSinkIs) {
  FakeSink sink;
  sink.complete_after = 7;
  Stream stream({.legs = 1, .hold_ns = kHold});
  announce(stream, 1);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  for (std::int64_t i = 0; i < 10; ++i) feeder.feed(0, i);
  EXPECT_FALSE(stream.complete());
  feeder.close();
  drain(stream);
  EXPECT_TRUE(stream.complete());
  EXPECT_FALSE(stream.failed());
  EXPECT_EQ(stream.outlet().written(), std::vector<std::uint64_t>{7});
  EXPECT_EQ(free_slabs(stream), all_slabs(stream));
}

TEST(Stream, IsNotCompleteWithFewerThanTheCount) {
  FakeSink sink;
  Stream stream({.legs = 1, .hold_ns = kHold, .count = 3});
  announce(stream, 1);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  for (int i = 0; i < 2; ++i) feeder.feed(0, i);
  feeder.close();
  drain(stream);
  EXPECT_FALSE(stream.complete());
  EXPECT_EQ(sink.received().frames.size(), 2u);
}

TEST(Stream, WaitsForASinkThatBlocksAndLetsNothingGoEarly) {
  Gate gate;
  FakeSink sink;
  sink.gate = &gate;
  Stream stream({.legs = 2, .hold_ns = kHold});
  announce(stream, 2);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  std::int64_t now = 0;
  // Leg 1 is one hold behind, so that the bond always holds some.
  for (; feeder.feed(0, now, 9000); now += 50) {
    feeder.feed(1, now, 9000);
    stream.bond().reached(0, now);
    stream.bond().reached(1, now);
    stream.release(now);
  }
  EXPECT_GT(stream.bond().held(), 0u);
  const std::size_t held = stream.bond().held();
  gate.await_somebody();
  for (int i = 0; i < 3; ++i) stream.make_room(now);
  EXPECT_TRUE(stream.pool().exhausted());
  EXPECT_EQ(stream.bond().held(), held);
  EXPECT_EQ(invented::total_early(stream.bond().counts()), 0u);
  EXPECT_LE(stream.pool().peak(), stream.pool().bound());

  gate.open();
  for (int i = 0; i < 1000; ++i, now += 50) {
    while (!feeder.feed(0, now, 9000)) stream.make_room(now);
    while (!feeder.feed(1, now, 9000)) stream.make_room(now);
    stream.bond().reached(0, now);
    stream.bond().reached(1, now);
    stream.release(now);
  }
  feeder.close();
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
  EXPECT_EQ(invented::total_early(stream.bond().counts()), 0u);
  EXPECT_LE(stream.pool().peak(), stream.pool().bound());
  EXPECT_EQ(free_slabs(stream), all_slabs(stream));
}

// Dear memory comes before disorder, and before waiting for who is stuck.
TEST(Stream, TakesDearMemoryWhereWaitingDoesNotHelp) {
  constexpr std::int64_t kEverythingIsDear = 0;
  constexpr std::size_t kFrame = 9000;
  Gate gate;
  FakeSink sink;
  sink.gate = &gate;
  Stream stream({.legs = 2, .hold_ns = kHold, .buffer_bytes = 64 << 20});
  stream.pool().warm_up(kEverythingIsDear);
  announce(stream, 2);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  std::int64_t now = 0;
  const auto feed = [&](bool both_read) {
    while (!feeder.feed(0, now, kFrame)) stream.make_room(0);
    stream.bond().reached(0, now);
    if (both_read) stream.bond().reached(1, now);
    stream.release(0);
    ++now;
  };
  const auto use = [&] { return stream.pool().peak(); };
  // Leg 1 is not read: the bond holds all.
  while (use() < std::size_t{40} << 20) feed(false);
  EXPECT_EQ(stream.sent(), 0u);
  // Now it is, but the sink is stuck.
  while (use() < std::size_t{48} << 20) feed(true);
  gate.await_somebody();
  EXPECT_GT(stream.sent(), 0u);
  EXPECT_EQ(invented::total_early(stream.bond().counts()), 0u);
  gate.open();
  feeder.close();
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
}

// What a stuck onlooker keeps is bounded, so neither the sink nor the legs wait for it.
TEST(Stream, DoesNotWaitForAnOnlookerThatIsStuck) {
  Gate gate;
  FakeSink sink;
  FakeSink onlooker;
  onlooker.gate = &gate;
  Stream stream({.legs = 2, .hold_ns = kHold, .buffer_bytes = 16 << 20});
  announce(stream, 2);
  stream.attach(sink_and_onlooker(sink, onlooker, 4 << 20));
  Feeder feeder(stream);
  for (std::int64_t now = 0; now < 400'000; now += 50) {
    for (std::uint16_t leg = 0; leg < 2; ++leg) {
      while (!feeder.feed(leg, now, 9000)) stream.make_room(now);
      stream.bond().reached(leg, now);
    }
    stream.release(now);
    stream.recycle();
  }
  feeder.close();
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
  EXPECT_EQ(invented::total_early(stream.bond().counts()), 0u);
  EXPECT_LE(stream.pool().peak(), stream.pool().bound());
  const SinkCounts counts = stream.sinks().back();
  EXPECT_EQ(counts.written + counts.lost + counts.waiting, feeder.fed().size());
  EXPECT_GT(counts.lost, 0u);
  gate.open();
}

TEST(Stream, LetsTheOldestGoEarlyWhenTheBondAloneFillsThePool) {
  FakeSink sink;
  Stream stream({.legs = 2, .hold_ns = kHold});
  announce(stream, 2);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  // Leg 1 is silent and has not been read: no frame is due.
  std::int64_t stamp = 0;
  for (; stamp < 3000; ++stamp) {
    while (!feeder.feed(0, stamp, 9000)) stream.make_room(0);
    stream.bond().reached(0, stamp);
    stream.release(0);
  }
  EXPECT_LE(stream.pool().peak(), stream.pool().bound());
  const std::uint64_t early = stream.bond().counts()[0].early;
  EXPECT_EQ(early, stream.sent());
  EXPECT_GT(early, 1000u) << "the pool holds some hundred of these frames";
  EXPECT_LT(early, feeder.fed().size());
  feeder.close();
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
  EXPECT_EQ(stream.bond().counts()[0].early, early) << "the end of the run is nobody's bound";
  EXPECT_EQ(free_slabs(stream), all_slabs(stream));
}

TEST(Stream, SurvivesASinkThatFails) {
  FakeSink sink;
  sink.fail_after = 100;
  Stream stream({.legs = 2, .hold_ns = kHold});
  announce(stream, 2);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  for (std::int64_t now = 0; now < 200'000; now += 100) {
    while (!feeder.feed(static_cast<std::uint16_t>(now % 300 == 0), now, 9000)) {
      stream.make_room(now);
    }
    for (std::uint16_t leg = 0; leg < 2; ++leg) stream.bond().reached(leg, now);
    stream.release(now);
  }
  feeder.close();
  drain(stream);
  EXPECT_TRUE(stream.failed());
  EXPECT_EQ(stream.problem(), "the fake sink is full");
  const auto all = invented::in_order(feeder.fed());
  EXPECT_EQ(stream.outlet().written(), per_leg({all.begin(), all.begin() + 100}, 2));
  EXPECT_EQ(free_slabs(stream), all_slabs(stream));
  stream.outlet().finish({});
  while (!stream.outlet().finished(20)) {
  }
  EXPECT_EQ(sink.received().finishes, 0);
}

TEST(Stream, EndsAStepOfTheClockWithTheOldClocksFramesFirst) {
  FakeSink sink;
  Stream stream({.legs = 1, .hold_ns = kHold});
  announce(stream, 1);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  feeder.feed(0, 1'000'000);
  ASSERT_TRUE(stream.bond().begin_step(1'000'010, 500'000));
  feeder.feed(0, 500'000);
  stream.end_step(0);
  feeder.close();
  drain(stream);
  EXPECT_EQ(invented::stamps(sink.received().frames),
            (std::vector<std::int64_t>{1'000'000, 500'000}));
}

// A leg that the exhausted pool gave no room to is reported as reached "never", in a step, too.
TEST(Stream, WaitsForALegThatCouldNotBeReadInAStepForward) {
  FakeSink sink;
  Stream stream({.legs = 2, .hold_ns = kHold});
  announce(stream, 2);
  stream.attach(sinks_of(sink));
  Feeder feeder(stream);
  constexpr std::int64_t kBefore = 1'000'000;
  constexpr std::int64_t kAfter = 9'000'000;
  for (std::uint16_t leg = 0; leg < 2; ++leg) stream.bond().reached(leg, kBefore);
  ASSERT_TRUE(stream.bond().begin_step(kBefore, kAfter));
  feeder.feed(1, kAfter + 10);
  stream.bond().reached(0, Merge::kNever);
  stream.bond().reached(1, kAfter + 20);
  stream.end_step(0);
  stream.bond().reached(1, kAfter + 10 * kHold);
  stream.release(0);
  EXPECT_EQ(stream.sent(), 0u) << "leg 0 has not been read since the step";
  feeder.feed(0, kAfter + 5);
  feeder.close();
  drain(stream);
  expect_all_in_order(sink.received(), feeder.fed());
  EXPECT_EQ(invented::total_late(stream.bond().counts()), 0u);
}

}  // namespace
}  // namespace tapbond
