// Whether the watermark of a leg that looks silent is sound: the kernel's ring, in invented time.
//
// A ring collects frames in a block and hands the block over when it is full, or when a timer of T
// finds that it was already begun at the timer's previous firing. A frame that begins a block right
// after a firing is therefore delivered almost 2 T later, from a ring that looked empty.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <utility>

#include "bond/bond.h"
#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::frame;

constexpr std::int64_t kHold = 20'000;  // in microseconds, like all times here
constexpr std::int64_t kPoll = 250;     // how often the legs are read

class Ring {
 public:
  Ring(std::int64_t timer, std::int64_t phase, std::size_t block_frames)
      : timer_(timer), next_firing_(phase), block_frames_(block_frames) {}

  void fire_until(std::int64_t now) {
    for (; next_firing_ <= now; next_firing_ += timer_) {
      if (seen_) hand_over();
      seen_ = !block_.empty();
    }
  }
  void put(const Frame& frame) {
    block_.push_back(frame);
    if (block_.size() == block_frames_) hand_over();
  }
  std::vector<Frame> read() { return std::exchange(ready_, {}); }

 private:
  void hand_over() {
    ready_.insert(ready_.end(), block_.begin(), block_.end());
    block_.clear();
    seen_ = false;
  }

  std::int64_t timer_;
  std::int64_t next_firing_;
  std::size_t block_frames_;
  std::vector<Frame> block_;
  bool seen_ = false;  // the open block was begun before the timer's last firing
  std::vector<Frame> ready_;
};

struct Traffic {
  std::int64_t gap;       // the longest between two frames
  std::int64_t disorder;  // the longest between a frame's stamp and its way into the ring
};

struct Outcome {
  std::vector<Frame> pushed;
  std::vector<Frame> out;
  std::vector<OrderCounts> counts;
  std::int64_t longest_held = 0;     // from a frame's stamp to its release
  std::int64_t longest_in_ring = 0;  // from a frame's stamp to its delivery
};

// One second of these legs through their rings into a bond.
template <std::size_t kLegs>
Outcome listen(std::uint64_t seed, std::int64_t timer, const std::array<Traffic, kLegs>& traffic) {
  invented::Random random(seed);
  std::vector<Ring> rings;
  std::vector<std::int64_t> next_frame;
  for (const Traffic& leg : traffic) {
    rings.emplace_back(timer, random.between<std::int64_t>(0, timer - 1), 16);
    next_frame.push_back(random.between<std::int64_t>(1, leg.gap));
  }
  Bond bond(kLegs, kHold);
  Outcome outcome;
  std::uint32_t number = 0;
  std::int64_t next_poll = kPoll;
  for (std::int64_t now = 0; now < 1'000'000; ++now) {
    for (std::uint16_t leg = 0; leg < kLegs; ++leg) {
      rings[leg].fire_until(now);
      if (now < next_frame[leg]) continue;
      const std::int64_t stamp = now - random.between<std::int64_t>(0, traffic[leg].disorder);
      rings[leg].put(frame(leg, stamp, number++));
      next_frame[leg] = now + random.between<std::int64_t>(1, traffic[leg].gap);
    }
    if (now < next_poll) continue;
    next_poll += kPoll;
    for (std::uint16_t leg = 0; leg < kLegs; ++leg) {
      for (const Frame& each : rings[leg].read()) {
        outcome.longest_in_ring = std::max(outcome.longest_in_ring, now - each.stamp);
        outcome.pushed.push_back(each);
        bond.push(each);
      }
      bond.reached(leg, now);
    }
    const std::size_t before = outcome.out.size();
    bond.release(outcome.out);
    for (std::size_t i = before; i < outcome.out.size(); ++i) {
      outcome.longest_held = std::max(outcome.longest_held, now - outcome.out[i].stamp);
    }
  }
  bond.release_all(outcome.out);
  outcome.counts.assign(bond.counts().begin(), bond.counts().end());
  return outcome;
}

constexpr std::array kBusyAndSparse{Traffic{.gap = 100, .disorder = 0},
                                    Traffic{.gap = 30'000, .disorder = 0}};

TEST(SilentLeg, DeliversNothingLateWithTheTimerAtAQuarterOfTheHold) {
  constexpr std::int64_t kTimer = kHold / 4;
  std::int64_t longest_in_ring = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Outcome outcome = listen(seed, kTimer, kBusyAndSparse);
    ASSERT_EQ(invented::total_late(outcome.counts), 0u) << "seed " << seed;
    ASSERT_EQ(invented::numbers(outcome.out), invented::numbers(invented::in_order(outcome.pushed)))
        << "seed " << seed;
    ASSERT_LE(outcome.longest_held, kHold + kPoll) << "seed " << seed;
    longest_in_ring = std::max(longest_in_ring, outcome.longest_in_ring);
  }
  // The worst case was met, so it was not luck.
  EXPECT_GT(longest_in_ring, 2 * kTimer - kPoll);
  EXPECT_LE(longest_in_ring, 2 * kTimer + kPoll);
}

TEST(SilentLeg, HasHalfOfTheHoldLeftForDisorder) {
  constexpr std::int64_t kTimer = kHold / 4;
  constexpr std::array kDisordered{Traffic{.gap = 100, .disorder = kHold / 2},
                                   Traffic{.gap = 30'000, .disorder = kHold / 2},
                                   Traffic{.gap = 3'000, .disorder = kHold / 2}};
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Outcome outcome = listen(seed, kTimer, kDisordered);
    ASSERT_EQ(invented::total_late(outcome.counts), 0u) << "seed " << seed;
    ASSERT_EQ(invented::numbers(outcome.out), invented::numbers(invented::in_order(outcome.pushed)))
        << "seed " << seed;
    ASSERT_LE(outcome.longest_held, kHold + kPoll) << "seed " << seed;
  }
}

// The other side of the same simulation: half the hold is needed.
TEST(SilentLeg, IsLateWhenTheTimerIsTooSlowForTheHold) {
  constexpr std::int64_t kTimer = kHold * 3 / 4;
  std::uint64_t late = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Outcome outcome = listen(seed, kTimer, kBusyAndSparse);
    const std::vector<OrderCounts> found = invented::found_late(outcome.out, 2);
    for (std::size_t leg = 0; leg < found.size(); ++leg) {
      ASSERT_EQ(outcome.counts[leg].late, found[leg].late) << "seed " << seed;
      ASSERT_EQ(outcome.counts[leg].max_late_ns, found[leg].max_late_ns) << "seed " << seed;
      ASSERT_LE(found[leg].max_late_ns, 2 * kTimer - kHold + kPoll) << "seed " << seed;
    }
    ASSERT_EQ(outcome.out.size(), outcome.pushed.size()) << "seed " << seed;
    late += invented::total_late(found);
  }
  EXPECT_GT(late, 0u);
}

TEST(SilentLeg, IsLateWhenDisorderAndTimerTogetherExceedTheHold) {
  constexpr std::array kDisordered{Traffic{.gap = 100, .disorder = 0},
                                   Traffic{.gap = 30'000, .disorder = kHold}};
  std::uint64_t late = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    late += invented::total_late(listen(seed, kHold / 4, kDisordered).counts);
  }
  EXPECT_GT(late, 0u);
}

TEST(SilentLeg, DelaysTheOthersByTheHoldWhenItNeverDeliversAnything) {
  constexpr std::int64_t kNeverInThisRun = 1'000'000'000;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Outcome outcome = listen(seed, kHold / 4,
                                   std::array{Traffic{.gap = 500, .disorder = 0},
                                              Traffic{.gap = kNeverInThisRun, .disorder = 0}});
    EXPECT_GT(outcome.out.size(), 1000u);
    EXPECT_LE(outcome.longest_held, kHold + kPoll);
    EXPECT_EQ(invented::total_late(outcome.counts), 0u);
  }
}

}  // namespace
}  // namespace tapbond
