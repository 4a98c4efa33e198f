#include "sensor/run/outlet.h"

#include <gtest/gtest.h>

#include <numeric>
#include <thread>

#include "tests/bond/invented.h"
#include "tests/sensor/run/fake_sink.h"

namespace tapbond {
namespace {

constexpr int kWaitMs = 20;

// `frames` of them, numbered from `first`, on two legs by turns.
Batch batch_of(std::uint32_t first, std::uint32_t frames) {
  Batch batch;
  for (std::uint32_t i = first; i < first + frames; ++i) {
    Frame frame = invented::frame(static_cast<std::uint16_t>(i % 2), i, i);
    frame.interface = frame.leg;
    batch.frames.push_back(frame);
  }
  return batch;
}

std::vector<std::uint32_t> counted_to(std::uint32_t end) {
  std::vector<std::uint32_t> numbers(end);
  std::iota(numbers.begin(), numbers.end(), 0U);
  return numbers;
}

// Waits until as many frames are back.
std::vector<Frame> take_back(Outlet& outlet, std::size_t frames) {
  std::vector<Frame> all;
  std::vector<Frame> some;
  while (all.size() < frames) {
    if (outlet.take_back(some, kWaitMs)) all.insert(all.end(), some.begin(), some.end());
  }
  EXPECT_FALSE(outlet.take_back(some, 0));
  EXPECT_TRUE(some.empty());
  return all;
}

void finish(Outlet& outlet, std::vector<InterfaceCounts> counts = {}) {
  outlet.finish(std::move(counts));
  while (!outlet.finished(kWaitMs)) {
  }
}

TEST(Outlet, WritesBatchesInTheirOrderAndGivesAllFramesBack) {
  FakeSink sink;
  Outlet outlet(sinks_of(sink));
  for (std::uint32_t i = 0; i < 100; ++i) outlet.submit(batch_of(i * 10, 10));
  std::vector<std::uint32_t> back = invented::numbers(take_back(outlet, 1000));
  std::sort(back.begin(), back.end());
  EXPECT_EQ(back, counted_to(1000));
  EXPECT_EQ(invented::numbers(sink.received().frames), counted_to(1000));
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{500, 500}));
  EXPECT_TRUE(outlet.idle());
  EXPECT_FALSE(outlet.failed());
  EXPECT_EQ(outlet.problem(), "");
}

TEST(Outlet, GivesEveryBatchToEverySink) {
  FakeSink first;
  FakeSink second;
  Outlet outlet(sinks_of(first, second));
  outlet.submit(batch_of(0, 7));
  outlet.submit(batch_of(7, 3));
  take_back(outlet, 10);
  EXPECT_EQ(invented::numbers(first.received().frames), counted_to(10));
  EXPECT_EQ(invented::numbers(second.received().frames), counted_to(10));
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{5, 5})) << "not once for each sink";
}

TEST(Outlet, AnnouncesInterfacesBeforeFramesAndFlushesEveryBatch) {
  FakeSink sink;
  Outlet outlet(sinks_of(sink));
  for (std::uint16_t row = 0; row < 20; ++row) {
    Batch batch = batch_of(row, 1);
    batch.interfaces.push_back(interface_named("leg" + std::to_string(row)));
    batch.frames.front().interface = row;
    outlet.submit(std::move(batch));
  }
  take_back(outlet, 20);
  const Received received = sink.received();
  EXPECT_EQ(received.interfaces.size(), 20u);
  EXPECT_EQ(received.interfaces.back(), "leg19");
  EXPECT_TRUE(received.announced);
  EXPECT_TRUE(received.flushed);
}

constexpr std::int64_t kHour = 3'600'000'000'000;

TEST(Outlet, LetsASinkWaitForMoreWhileAnotherHasEachBatchAtOnce) {
  FakeSink slow;
  FakeSink fast;
  std::vector<Destination> sinks = sinks_of(slow, fast);
  sinks.front().linger_ns = kHour;
  Outlet outlet(std::move(sinks));
  for (std::uint32_t i = 0; i < 5; ++i) {
    outlet.submit(batch_of(i * 10, 10));
    while (fast.received().frames.size() < (i + 1) * 10) std::this_thread::yield();
  }
  EXPECT_EQ(slow.received().writes, 0);
  EXPECT_FALSE(outlet.idle());
  outlet.hurry();
  take_back(outlet, 50);
  EXPECT_EQ(invented::numbers(slow.received().frames), counted_to(50));
  EXPECT_TRUE(slow.received().flushed);
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{25, 25}));
}

TEST(Outlet, WaitsForNoMoreThanIsWorthAWriteNorBeforeAnEnd) {
  FakeSink sink;
  Outlet outlet(sinks_with_linger(sink, kHour));
  Batch large = batch_of(0, 10);
  large.bytes = Batch::kWorthAWrite;
  outlet.submit(std::move(large));
  take_back(outlet, 10);
  Batch reopening = batch_of(10, 10);
  reopening.reopen = true;
  outlet.submit(std::move(reopening));
  take_back(outlet, 10);
  outlet.submit(batch_of(20, 10));
  finish(outlet);
  EXPECT_EQ(invented::numbers(sink.received().frames), counted_to(30));
  EXPECT_EQ(sink.received().reopened_at, std::vector<std::size_t>{20});
}

TEST(Outlet, WaitsForMoreAsLongAsItMay) {
  FakeSink sink;
  Outlet outlet(sinks_with_linger(sink, 1'000'000));
  outlet.submit(batch_of(0, 10));
  take_back(outlet, 10);
  EXPECT_EQ(invented::numbers(sink.received().frames), counted_to(10));
}

// Of several batches that it gets at once.
TEST(Outlet, CountsWhatALingeringSinkHasSavedAndWasAwayFor) {
  FakeSink sink;
  sink.away_for = 4;  // of the first leg alone
  sink.fail_after = 19;
  Outlet outlet(sinks_with_linger(sink, kHour));
  for (std::uint32_t i = 0; i < 5; ++i) outlet.submit(batch_of(i * 10, 10));
  outlet.hurry();
  take_back(outlet, 50);
  EXPECT_TRUE(outlet.failed());
  // It got as far as the frame 25, and was away for 0, 4, ..., 24.
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{6, 13}));
  EXPECT_EQ(outlet.sinks().front().lost, 31u);
}

// Those that a sink was away for are lost to it, each to its leg, and nothing has failed.
TEST(Outlet, CountsWhatASinkWasAwayFor) {
  FakeSink sink;
  sink.away_for = 4;  // of the first leg alone
  Outlet outlet(sinks_of(sink));
  for (std::uint32_t i = 0; i < 10; ++i) outlet.submit(batch_of(i * 10, 10));
  take_back(outlet, 100);
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{25, 50}));
  EXPECT_EQ(outlet.sinks().front().lost, 25u);
  EXPECT_FALSE(outlet.failed());
}

TEST(Outlet, FindsThatASinkIsGoneWhileNothingComes) {
  FakeSink sink;
  sink.is_gone = true;
  const Outlet outlet(sinks_of(sink));
  while (!outlet.failed()) std::this_thread::yield();
  EXPECT_EQ(outlet.problem(), "the fake sink is gone");
}

TEST(Outlet, PassesOnABatchOfInterfacesAlone) {
  FakeSink sink;
  Outlet outlet(sinks_of(sink));
  Batch batch;
  batch.interfaces.push_back(interface_named("eth1"));
  outlet.submit(std::move(batch));
  while (!outlet.idle()) std::this_thread::yield();
  EXPECT_EQ(sink.received().interfaces, std::vector<std::string>{"eth1"});
  EXPECT_TRUE(sink.received().flushed);
}

TEST(Outlet, IsNotIdleWhileASinkWrites) {
  Gate gate;
  FakeSink sink;
  sink.gate = &gate;
  Outlet outlet(sinks_of(sink));
  EXPECT_TRUE(outlet.idle());
  outlet.submit(batch_of(0, 5));
  gate.await_somebody();
  EXPECT_FALSE(outlet.idle());
  std::vector<Frame> back = batch_of(0, 1).frames;
  EXPECT_FALSE(outlet.take_back(back, 1));
  EXPECT_TRUE(back.empty());
  EXPECT_TRUE(outlet.written().empty());
  gate.open();
  take_back(outlet, 5);
  EXPECT_TRUE(outlet.idle());
}

TEST(Outlet, CountsWhatAFailingSinkSavedOnEachLeg) {
  FakeSink sink;
  sink.fail_after = 13;
  Outlet outlet(sinks_of(sink));
  for (std::uint32_t i = 0; i < 10; ++i) outlet.submit(batch_of(i * 5, 5));
  take_back(outlet, 50);
  EXPECT_TRUE(outlet.failed());
  EXPECT_EQ(outlet.problem(), "the fake sink is full");
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{7, 6}));
  EXPECT_EQ(sink.received().writes, 3) << "nothing is written after the failure";
}

TEST(Outlet, EndsAfterAFailureWithoutFinishingTheSinkThatFailed) {
  FakeSink sink;
  sink.fail_after = 0;
  Outlet outlet(sinks_of(sink));
  outlet.submit(batch_of(0, 5));
  take_back(outlet, 5);
  finish(outlet);
  EXPECT_EQ(sink.received().finishes, 0);
  EXPECT_TRUE(outlet.failed());
}

TEST(Outlet, CountsByTheFirstSinkWhenAnotherFails) {
  FakeSink first;
  FakeSink second;
  second.fail_after = 3;
  Outlet outlet(sinks_of(first, second));
  outlet.submit(batch_of(0, 8));
  outlet.submit(batch_of(8, 8));
  take_back(outlet, 16);
  EXPECT_TRUE(outlet.failed());
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{8, 8})) << "what was there was saved";
  EXPECT_EQ(first.received().frames.size(), 16u);
}

// A capture file gets its statistics also when it was the text that could not be written.
TEST(Outlet, FinishesTheSinksThatDidNotFail) {
  FakeSink first;
  FakeSink second;
  second.fail_after = 3;
  Outlet outlet(sinks_of(first, second));
  outlet.submit(batch_of(0, 8));
  take_back(outlet, 8);
  finish(outlet);
  EXPECT_EQ(first.received().finishes, 1);
  EXPECT_EQ(second.received().finishes, 0);
  EXPECT_EQ(outlet.problem(), "the fake sink is full");
}

TEST(Outlet, FinishesEverySinkWithTheFinalCounts) {
  FakeSink first;
  FakeSink second;
  Outlet outlet(sinks_of(first, second));
  EXPECT_FALSE(outlet.finished(0));
  InterfaceCounts counts;
  counts.received = 12;
  counts.delivered = 10;
  finish(outlet, {counts});
  EXPECT_TRUE(outlet.finished(0));
  for (const FakeSink* sink : {&first, &second}) {
    const Received received = sink->received();
    EXPECT_EQ(received.finishes, 1);
    ASSERT_EQ(received.final_counts.size(), 1u);
    EXPECT_EQ(received.final_counts.front().received, 12u);
    EXPECT_EQ(received.final_counts.front().delivered, 10u);
  }
  EXPECT_FALSE(outlet.failed());
}

TEST(Outlet, ReportsAFailureToFinish) {
  FakeSink sink;
  sink.fail_to_finish = true;
  Outlet outlet(sinks_of(sink));
  outlet.submit(batch_of(0, 4));
  take_back(outlet, 4);
  finish(outlet);
  EXPECT_TRUE(outlet.failed());
  EXPECT_EQ(outlet.problem(), "the fake sink cannot finish");
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{2, 2}));
}

// An onlooker that is stuck: the other sink gets everything, and the frames that passed the
// onlooker by come back.
TEST(Outlet, LetsAnOnlookerMissWhatItIsTooSlowFor) {
  Gate gate;
  FakeSink sink;
  FakeSink onlooker;
  onlooker.gate = &gate;
  Outlet outlet(sink_and_onlooker(sink, onlooker, 1000));
  for (std::uint32_t i = 0; i < 10; ++i) {
    Batch batch = batch_of(i * 10, 10);
    batch.bytes = 600;
    outlet.submit(std::move(batch));
  }
  take_back(outlet, 80);  // all but the one it writes and the one that waits
  while (!outlet.idle()) std::this_thread::yield();
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{50, 50}));
  SinkCounts behind = outlet.sinks().back();
  EXPECT_EQ(behind.name, "onlooker");
  EXPECT_EQ(behind.written, 0u);
  EXPECT_EQ(behind.lost, 80u);
  EXPECT_EQ(behind.waiting, 20u);

  gate.open();
  take_back(outlet, 20);
  outlet.submit(batch_of(100, 5));
  take_back(outlet, 5);
  finish(outlet);
  while (!outlet.caught_up(kWaitMs)) {
  }
  behind = outlet.sinks().back();
  EXPECT_EQ(behind.written, 25u);
  EXPECT_EQ(behind.lost, 80u);
  EXPECT_EQ(behind.waiting, 0u);
  EXPECT_EQ(onlooker.received().finishes, 1);
  EXPECT_EQ(invented::numbers(sink.received().frames), counted_to(105));
}

TEST(Outlet, TellsAnOnlookerOfTheInterfacesThatItMissed) {
  Gate gate;
  FakeSink sink;
  FakeSink onlooker;
  onlooker.gate = &gate;
  Outlet outlet(sink_and_onlooker(sink, onlooker, 0));
  for (std::uint16_t row = 0; row < 3; ++row) {
    Batch batch = batch_of(row, 1);
    batch.interfaces.push_back(interface_named("leg" + std::to_string(row)));
    batch.frames.front().interface = row;
    batch.bytes = 100;
    outlet.submit(std::move(batch));
  }
  gate.open();
  finish(outlet);
  while (!outlet.caught_up(kWaitMs)) {
  }
  EXPECT_EQ(outlet.sinks().back().lost, 2u);
  EXPECT_EQ(onlooker.received().interfaces, (std::vector<std::string>{"leg0", "leg1", "leg2"}));
  EXPECT_TRUE(onlooker.received().announced);
}

TEST(Outlet, GoesOnWithoutAnOnlookerThatFails) {
  FakeSink sink;
  FakeSink onlooker;
  onlooker.fail_after = 3;
  Outlet outlet(sink_and_onlooker(sink, onlooker, 1000));
  outlet.submit(batch_of(0, 8));
  take_back(outlet, 8);
  outlet.submit(batch_of(8, 8));
  take_back(outlet, 8);
  EXPECT_FALSE(outlet.failed());
  finish(outlet);
  EXPECT_TRUE(outlet.caught_up(kWaitMs));
  EXPECT_EQ(outlet.written(), (std::vector<std::uint64_t>{8, 8}));
  EXPECT_EQ(outlet.problem(), "");
  const SinkCounts failed = outlet.sinks().back();
  EXPECT_EQ(failed.problem, "the fake sink is full");
  EXPECT_EQ(failed.written, 3u);
  EXPECT_EQ(failed.lost, 13u);
  EXPECT_EQ(sink.received().finishes, 1);
  EXPECT_EQ(onlooker.received().finishes, 0);
}

TEST(Outlet, GoesAwayWithWholeBatchesWritten) {
  Gate gate;
  FakeSink sink;
  sink.gate = &gate;
  std::thread opener;
  {
    Outlet outlet(sinks_of(sink));
    for (std::uint32_t i = 0; i < 5; ++i) outlet.submit(batch_of(i * 10, 10));
    gate.await_somebody();
    opener = std::thread([&gate] { gate.open(); });
  }
  opener.join();
  const auto written = static_cast<std::uint32_t>(sink.received().frames.size());
  EXPECT_GE(written, 10u);
  EXPECT_EQ(written % 10, 0u);
  EXPECT_EQ(invented::numbers(sink.received().frames), counted_to(written));
  EXPECT_EQ(sink.received().finishes, 0);
}

TEST(Outlet, GoesAwayUnused) {
  FakeSink sink;
  { const Outlet outlet(sinks_of(sink)); }
  EXPECT_EQ(sink.received().writes, 0);
}

}  // namespace
}  // namespace tapbond
