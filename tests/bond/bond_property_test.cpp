// Random schedules against what the contract says in its plainest form: a sort.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "bond/bond.h"
#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::frame;
using invented::Random;

#ifdef TAPBOND_SANITIZED
constexpr std::uint64_t kSeeds = 500;  // the order is judged without a sanitizer
#else
constexpr std::uint64_t kSeeds = 3000;
#endif

struct Delivery {
  std::int64_t when;  // not before this is the frame there to be read
  Frame frame;
  std::size_t clock;  // how many steps of the clock came before the frame's stamp
};

// The real time, and what a clock shows that is stepped now and then.
struct Clock {
  std::vector<std::int64_t> steps_at;  // real times, ascending
  std::vector<std::int64_t> steps;     // how far back each went; negative: forward

  std::size_t steps_before(std::int64_t real) const {
    return std::upper_bound(steps_at.begin(), steps_at.end(), real) - steps_at.begin();
  }
  std::int64_t shown(std::int64_t real, std::size_t after_steps) const {
    return real - std::accumulate(steps.begin(), steps.begin() + after_steps, std::int64_t{0});
  }
  std::int64_t shown(std::int64_t real) const { return shown(real, steps_before(real)); }
};

// What the legs deliver. A frame reaches its reader within 7/8 of the hold after its stamp, unless
// it is one of those that break the promise.
struct Schedule {
  std::int64_t hold;
  Clock clock;
  std::vector<std::vector<Delivery>> legs;
};

struct Wish {
  int beyond_hold_percent = 0;
  std::size_t steps = 0;
};

Schedule make_schedule(Random& random, const Wish& wish) {
  Schedule schedule;
  const std::int64_t hold = random.between<std::int64_t>(8, 4000);
  schedule.hold = hold;
  for (std::size_t i = 0; i < wish.steps; ++i) {
    const std::int64_t after = i == 0 ? 0 : schedule.clock.steps_at.back();
    schedule.clock.steps_at.push_back(after + random.between(10 * hold, 30 * hold));
    const std::int64_t step = random.between(10 * hold, 1000 * hold);
    schedule.clock.steps.push_back(random.chance(50) ? step : -step);
  }
  const std::int64_t tick = random.between<std::int64_t>(1, hold / 8);  // coarse stamps make ties
  std::uint32_t number = 0;
  schedule.legs.resize(random.between(1, 32));
  for (std::uint16_t leg = 0; leg < schedule.legs.size(); ++leg) {
    const int frames = random.chance(10) ? 0 : random.between(1, 60);
    const std::int64_t gap = random.between<std::int64_t>(0, hold);
    const std::int64_t delay = random.between<std::int64_t>(0, hold / 2);
    const int disordered_percent = random.chance(50) ? random.between(0, 100) : 0;
    std::int64_t put = random.between<std::int64_t>(0, hold);
    std::int64_t when = 0;
    for (int i = 0; i < frames; ++i) {
      put += random.chance(3) ? random.between<std::int64_t>(0, 20 * hold)
                              : random.between<std::int64_t>(0, gap);
      std::int64_t taken = put;
      if (random.chance(disordered_percent)) taken -= random.between<std::int64_t>(0, hold / 4);
      if (random.chance(wish.beyond_hold_percent)) taken -= random.between(hold, 4 * hold);
      const std::size_t clock = schedule.clock.steps_before(taken);
      std::int64_t stamp = schedule.clock.shown(taken, clock);
      stamp -= (stamp % tick + tick) % tick;
      when = std::max(when, put + random.between<std::int64_t>(0, delay));
      schedule.legs[leg].push_back({when, frame(leg, stamp, number++), clock});
    }
  }
  return schedule;
}

// All frames in the order of (clock, stamp, leg, arrival).
std::vector<Frame> expected_stream(const Schedule& schedule) {
  std::vector<Frame> stream;
  for (std::size_t clock = 0; clock <= schedule.clock.steps.size(); ++clock) {
    std::vector<Frame> arrived;
    for (const std::vector<Delivery>& leg : schedule.legs) {
      for (const Delivery& each : leg) {
        if (each.clock == clock) arrived.push_back(each.frame);
      }
    }
    arrived = invented::in_order(std::move(arrived));
    stream.insert(stream.end(), arrived.begin(), arrived.end());
  }
  return stream;
}

// Reads the legs of a schedule as the sensor would: some of them, now and then, in any order.
class Reader {
 public:
  Reader(Random& random, const Schedule& schedule)
      : random_(random),
        schedule_(schedule),
        bond_(schedule.legs.size(), schedule.hold),
        read_(schedule.legs.size()),
        watermarks_(schedule.legs.size(), Merge::kNever) {}

  // Reads everything to the end, and answers with the stream.
  std::vector<Frame> run() {
    while (!done() && !testing::Test::HasFailure()) {
      now_ += random_.chance(5) ? random_.between<std::int64_t>(0, 3 * schedule_.hold)
                                : random_.between<std::int64_t>(0, schedule_.hold / 4);
      begin_step();
      read_legs();
      end_step();
      if (random_.chance(60)) release();
    }
    bond_.release_all(out_);
    EXPECT_EQ(bond_.held(), 0u);
    return std::move(out_);
  }

  std::span<const OrderCounts> counts() const { return bond_.counts(); }

 private:
  bool done() const {
    for (std::size_t leg = 0; leg < read_.size(); ++leg) {
      if (read_[leg] < schedule_.legs[leg].size()) return false;
    }
    return true;
  }

  void begin_step() {
    const Clock& clock = schedule_.clock;
    const std::size_t steps = clock.steps_before(now_);
    if (steps == steps_) return;
    ASSERT_EQ(steps, steps_ + 1);
    ASSERT_TRUE(bond_.begin_step(clock.shown(now_, steps_), clock.shown(now_, steps)));
    steps_ = steps;
    bridged_until_ = now_ + schedule_.hold;
    if (bridges_forward()) return;
    for (std::int64_t& watermark : watermarks_) {
      if (watermark != Merge::kForever) watermark = Merge::kNever;
    }
  }

  // The watermarks are then of the clock as it was.
  bool bridges_forward() const {
    return bridged_until_ != Merge::kNever && schedule_.clock.steps[steps_ - 1] < 0;
  }

  void end_step() {
    if (now_ < bridged_until_ || bridged_until_ == Merge::kNever) return;
    bond_.end_step(out_);
    bridged_until_ = Merge::kNever;
  }

  void read_legs() {
    std::vector<std::uint16_t> order(schedule_.legs.size());
    std::iota(order.begin(), order.end(), std::uint16_t{0});
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[random_.between<std::size_t>(0, i - 1)]);
    }
    const bool step_ends = bridged_until_ != Merge::kNever && now_ >= bridged_until_;
    for (const std::uint16_t leg : order) {
      if (step_ends || random_.chance(85)) read_leg(leg);
    }
  }

  void read_leg(std::uint16_t leg) {
    const std::vector<Delivery>& deliveries = schedule_.legs[leg];
    std::size_t& at = read_[leg];
    for (; at < deliveries.size() && deliveries[at].when <= now_; ++at) {
      bond_.push(deliveries[at].frame);
    }
    if (watermarks_[leg] == Merge::kForever) return;
    if (at == deliveries.size() && random_.chance(20)) {
      bond_.ended(leg);
      watermarks_[leg] = Merge::kForever;
    } else {
      bond_.reached(leg, schedule_.clock.shown(now_));
      watermarks_[leg] =
          schedule_.clock.shown(now_, bridges_forward() ? steps_ - 1 : steps_) - schedule_.hold;
    }
  }

  // What is due leaves, what is not stays; while a step is bridged there are two clocks for that.
  void release() {
    const std::size_t before = out_.size();
    bond_.release(out_);
    if (bridged_until_ != Merge::kNever) return;
    const std::int64_t lowest = *std::min_element(watermarks_.begin(), watermarks_.end());
    ASSERT_GE(bond_.oldest(), lowest);
    for (std::size_t i = before; i < out_.size(); ++i) {
      if (out_[i].stamp >= lowest) {
        FAIL() << "frame " << out_[i].length << " left at " << lowest << ", before its turn";
      }
    }
  }

  Random& random_;
  const Schedule& schedule_;
  Bond bond_;
  std::vector<Frame> out_;
  std::vector<std::size_t> read_;         // of each leg, how many of its deliveries
  std::vector<std::int64_t> watermarks_;  // of each leg, as it should be
  std::int64_t now_ = 0;
  std::size_t steps_ = 0;
  std::int64_t bridged_until_ = Merge::kNever;
};

TEST(BondProperty, IsASortWhenEveryLegKeepsItsPromise) {
  std::size_t frames = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const Schedule schedule = make_schedule(random, {});
    Reader reader(random, schedule);
    const std::vector<Frame> stream = reader.run();
    if (HasFailure()) return;
    ASSERT_EQ(invented::numbers(stream), invented::numbers(expected_stream(schedule)));
    ASSERT_EQ(invented::total_late(reader.counts()), 0u);
    ASSERT_EQ(invented::total_early(reader.counts()), 0u);
    frames += stream.size();
  }
  EXPECT_GT(frames, 300 * kSeeds);
}

TEST(BondProperty, IsASortPerClockWhenTheClockIsStepped) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const Schedule schedule = make_schedule(random, {.steps = random.between<std::size_t>(1, 3)});
    Reader reader(random, schedule);
    const std::vector<Frame> stream = reader.run();
    if (HasFailure()) return;
    ASSERT_EQ(invented::numbers(stream), invented::numbers(expected_stream(schedule)));
    ASSERT_EQ(invented::total_late(reader.counts()), 0u);
    ASSERT_EQ(invented::total_early(reader.counts()), 0u);
  }
}

TEST(BondProperty, CountsExactlyWhatIsOutOfOrderWhenALegBreaksItsPromise) {
  std::uint64_t late = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const Schedule schedule = make_schedule(random, {.beyond_hold_percent = random.between(1, 30)});
    Reader reader(random, schedule);
    const std::vector<Frame> stream = reader.run();
    if (HasFailure()) return;

    std::vector<std::uint32_t> numbers = invented::numbers(stream);
    std::sort(numbers.begin(), numbers.end());
    std::vector<std::uint32_t> all(expected_stream(schedule).size());
    std::iota(all.begin(), all.end(), 0u);
    ASSERT_EQ(numbers, all);

    const std::vector<OrderCounts> found = invented::found_late(stream, schedule.legs.size());
    for (std::size_t leg = 0; leg < found.size(); ++leg) {
      ASSERT_EQ(reader.counts()[leg].late, found[leg].late) << "leg " << leg;
      ASSERT_EQ(reader.counts()[leg].max_late_ns, found[leg].max_late_ns) << "leg " << leg;
      ASSERT_EQ(reader.counts()[leg].early, 0u) << "leg " << leg;
    }
    late += invented::total_late(found);
  }
  EXPECT_GT(late, kSeeds);
}

// The bond without a clock step, in as few lines as it takes and at any cost.
class PlainBond {
 public:
  PlainBond(std::size_t legs, std::int64_t hold)
      : hold_(hold), watermarks_(legs, Merge::kNever), counts_(legs) {}

  void push(const Frame& frame) {
    held_.push_back(frame);
    held_ = invented::in_order(std::move(held_));
    if (frame.stamp >= newest_out_) return;
    OrderCounts& counts = counts_[frame.leg];
    ++counts.late;
    counts.max_late_ns = std::max(counts.max_late_ns, newest_out_ - frame.stamp);
  }
  void reached(std::uint16_t leg, std::int64_t stamp) {
    watermarks_[leg] = std::max(watermarks_[leg], stamp - hold_);
  }
  void ended(std::uint16_t leg) { watermarks_[leg] = Merge::kForever; }
  void release(std::vector<Frame>& out) {
    while (!held_.empty() && held_.front().stamp < due()) take(out);
  }
  void release_early(std::size_t frames, std::vector<Frame>& out) {
    for (; frames > 0 && !held_.empty(); --frames) {
      if (held_.front().stamp >= due()) ++counts_[held_.front().leg].early;
      take(out);
    }
  }
  std::size_t held() const { return held_.size(); }
  std::int64_t oldest() const { return held_.empty() ? Merge::kForever : held_.front().stamp; }
  const std::vector<OrderCounts>& counts() const { return counts_; }

 private:
  std::int64_t due() const {
    return std::max(newest_out_, *std::min_element(watermarks_.begin(), watermarks_.end()));
  }
  void take(std::vector<Frame>& out) {
    newest_out_ = std::max(newest_out_, held_.front().stamp);
    out.push_back(held_.front());
    held_.erase(held_.begin());
  }

  std::int64_t hold_;
  std::vector<Frame> held_;
  std::vector<std::int64_t> watermarks_;
  std::vector<OrderCounts> counts_;
  std::int64_t newest_out_ = Merge::kNever;
};

TEST(BondProperty, DoesWhatThePlainestBondDoesInAnyOrderOfCalls) {
  std::uint64_t late = 0;
  std::uint64_t early = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Random random(seed);
    const auto legs = random.between<std::uint16_t>(1, random.chance(50) ? 3 : 32);
    const auto hold = random.between<std::int64_t>(0, 50);
    const auto pace = random.between<std::int64_t>(1, 8);
    Bond bond(legs, hold);
    PlainBond plain(legs, hold);
    std::vector<Frame> out;
    std::vector<Frame> plain_out;
    std::int64_t now = 0;
    for (std::uint32_t number = 0; number < 500; ++number) {
      now += random.between<std::int64_t>(0, pace);
      const auto leg = random.between<std::uint16_t>(0, legs - 1);
      const int call = random.between(0, 99);
      if (call < 60) {
        const Frame each = frame(leg, now - random.between<std::int64_t>(0, 2 * hold), number);
        bond.push(each);
        plain.push(each);
      } else if (call < 85) {
        bond.reached(leg, now);
        plain.reached(leg, now);
      } else if (call < 96) {
        bond.release(out);
        plain.release(plain_out);
      } else if (call < 99) {
        const auto frames = random.between<std::size_t>(0, 4);
        bond.release_early(frames, out);
        plain.release_early(frames, plain_out);
      } else {
        bond.ended(leg);
        plain.ended(leg);
      }
      ASSERT_EQ(bond.held(), plain.held());
      ASSERT_EQ(bond.oldest(), plain.oldest());
    }
    ASSERT_EQ(invented::numbers(out), invented::numbers(plain_out));
    for (std::size_t leg = 0; leg < legs; ++leg) {
      ASSERT_EQ(bond.counts()[leg].late, plain.counts()[leg].late) << "leg " << leg;
      ASSERT_EQ(bond.counts()[leg].max_late_ns, plain.counts()[leg].max_late_ns) << "leg " << leg;
      ASSERT_EQ(bond.counts()[leg].early, plain.counts()[leg].early) << "leg " << leg;
    }
    late += invented::total_late(plain.counts());
    early += invented::total_early(plain.counts());
  }
  EXPECT_GT(late, kSeeds);
  EXPECT_GT(early, kSeeds);
}

}  // namespace
}  // namespace tapbond
