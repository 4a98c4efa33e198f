// Causes before their effects, on a simulated wire: what the order is there is known, and legs that
// deliver late, each by another amount, hide it.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "bond/bond.h"
#include "tests/bond/invented.h"

namespace tapbond {
namespace {

using invented::frame;
using invented::numbers;
using invented::Random;
using invented::stamps;

constexpr std::int64_t kMillisecond = 1'000'000;

// Knows by the frames' numbers what causes what.
class Oracle : public Witness {
 public:
  explicit Oracle(std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs = {})
      : pairs_(std::move(pairs)) {
    std::uint32_t most = 0;
    for (const auto& [cause, effect] : pairs_) most = std::max({most, cause, effect});
    tickets_.resize(most + 1, kUnseen);
    of_.resize(most + 1);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      of_[pairs_[i].first].push_back(i);
      of_[pairs_[i].second].push_back(i);
    }
  }

  void look(std::span<const Frame> frames, Ticket first, std::vector<CausePair>& found) override {
    for (const Frame& seen : frames) look(seen, first++, found);
  }

 private:
  void look(const Frame& seen, Ticket ticket, std::vector<CausePair>& found) {
    if (seen.length >= tickets_.size()) return;
    tickets_[seen.length] = ticket;
    for (const std::size_t i : of_[seen.length]) {
      const auto [cause, effect] = pairs_[i];
      if (tickets_[cause] == kUnseen || tickets_[effect] == kUnseen) continue;
      found.push_back({.cause = tickets_[cause], .effect = tickets_[effect]});
    }
  }

  static constexpr Ticket kUnseen = ~Ticket{0};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
  std::vector<std::vector<std::size_t>> of_;  // pairs by frame
  std::vector<Ticket> tickets_;               // by frame
};

struct Wire {
  std::size_t legs = 0;
  std::vector<Frame> frames;        // in their true order, which is that of their numbers
  std::vector<std::int64_t> truth;  // their true times, by number
  std::vector<std::pair<std::uint32_t, std::uint32_t>> causes;
  std::int64_t most_delay = 0;

  // As the legs deliver them: by stamp, and of equal ones the leg's own order.
  std::vector<Frame> by_stamp() const { return invented::in_order(frames); }
};

// Conversations whose frames alternate over the legs, and frames that nothing is known about. Each
// leg is a queue that is served now and then.
Wire make_wire(Random& random) {
  Wire wire;
  wire.legs = random.between<std::size_t>(2, 8);
  wire.most_delay = random.between<std::int64_t>(0, 50 * kMillisecond);
  const bool silent_leg = random.chance(20);
  const auto any_leg = [&] {
    return random.between<std::uint16_t>(0, static_cast<std::uint16_t>(wire.legs - 1 - silent_leg));
  };
  struct Conversation {
    std::uint16_t sides[2] = {};
    int speaks = 0;
    std::vector<std::uint32_t> unanswered;
  };
  std::vector<Conversation> conversations(random.between<std::size_t>(1, 10));
  for (Conversation& each : conversations) {
    for (std::uint16_t& side : each.sides) side = any_leg();
  }
  const int known_percent = random.between(10, 100);
  const int lost_percent = random.chance(30) ? random.between(1, 20) : 0;
  std::int64_t now = 1'000'000'000;
  const std::int64_t gap = random.between<std::int64_t>(1'000, kMillisecond);
  const int frames = random.between(1, 400);
  for (int i = 0; i < frames; ++i) {
    now += random.chance(5) ? random.between<std::int64_t>(0, 20 * kMillisecond)
                            : random.between<std::int64_t>(10, gap);
    const auto number = static_cast<std::uint32_t>(wire.frames.size());
    std::uint16_t leg = any_leg();
    std::vector<std::uint32_t> answers;
    Conversation* talk = nullptr;
    if (random.chance(known_percent)) {
      talk = &conversations[random.between<std::size_t>(0, conversations.size() - 1)];
      if (!talk->unanswered.empty() && random.chance(60)) {
        talk->speaks = 1 - talk->speaks;
        answers = std::exchange(talk->unanswered, {});
      }
      leg = talk->sides[talk->speaks];
    }
    if (random.chance(lost_percent)) continue;
    for (const std::uint32_t answered : answers) wire.causes.push_back({answered, number});
    if (talk != nullptr) talk->unanswered.push_back(number);
    wire.frames.push_back(frame(leg, now, number));
    wire.truth.push_back(now);
  }
  for (std::uint16_t leg = 0; leg < wire.legs; ++leg) {
    std::int64_t served = 0;
    std::int64_t until = 0;
    for (Frame& each : wire.frames) {
      if (each.leg != leg) continue;
      if (each.stamp > until) {  // the queue is empty: how late will it be served?
        until = each.stamp + random.between<std::int64_t>(0, wire.most_delay);
        if (random.chance(30)) until = each.stamp;
      }
      served = std::max(served + random.between<std::int64_t>(0, 3), until);
      each.stamp = served;
    }
  }
  return wire;
}

// The rule, as it stands in bond/causal_window.h, from the last frame backwards over and over.
std::vector<std::int64_t> times_by_rule(const Wire& wire) {
  std::vector<std::int64_t> times;
  for (const Frame& each : wire.frames) times.push_back(each.stamp);
  for (bool changed = true; changed;) {
    changed = false;
    const auto lower = [&](std::uint32_t number, std::int64_t time) {
      if (times[number] <= time) return;
      times[number] = time;
      changed = true;
    };
    std::vector<std::uint32_t> next(wire.legs, ~0U);
    for (std::size_t i = wire.frames.size(); i-- > 0;) {
      const Frame& each = wire.frames[i];
      if (next[each.leg] != ~0U) lower(each.length, times[next[each.leg]]);
      next[each.leg] = each.length;
    }
    for (const auto& [cause, effect] : wire.causes) lower(cause, times[effect] - 1);
  }
  return times;
}

// Reads the legs as time goes on, every millisecond, each stamp `behind` after it was made.
std::vector<Frame> run(Bond& bond, const Wire& wire, std::int64_t behind) {
  std::vector<Frame> out;
  const std::vector<Frame> arriving = wire.by_stamp();
  std::size_t next = 0;
  std::int64_t now = 1'000'000'000;
  while (next < arriving.size()) {
    now += kMillisecond;
    for (; next < arriving.size() && arriving[next].stamp + behind <= now; ++next) {
      bond.push(arriving[next]);
    }
    for (std::uint16_t leg = 0; leg < wire.legs; ++leg) bond.reached(leg, now);
    bond.release(out);
  }
  bond.release_all(out);
  return out;
}

std::vector<std::size_t> places(const std::vector<Frame>& stream) {
  std::vector<std::size_t> places(stream.size());
  for (std::size_t i = 0; i < stream.size(); ++i) places[stream[i].length] = i;
  return places;
}

std::size_t effects_first(const Wire& wire, const std::vector<Frame>& stream) {
  const std::vector<std::size_t> place = places(stream);
  return static_cast<std::size_t>(
      std::count_if(wire.causes.begin(), wire.causes.end(),
                    [&](const auto& pair) { return place[pair.first] > place[pair.second]; }));
}

// The fewest frames that would have to be taken out for the rest to be in their true order.
std::size_t out_of_place(const std::vector<Frame>& stream) {
  std::vector<std::uint32_t> ends;  // of the longest rising sequences of each size
  for (const Frame& each : stream) {
    const auto at = std::lower_bound(ends.begin(), ends.end(), each.length);
    if (at == ends.end()) {
      ends.push_back(each.length);
    } else {
      *at = each.length;
    }
  }
  return stream.size() - ends.size();
}

TEST(CausalOrder, IsThatOfTheRuleOnAnyWire) {
  std::size_t by_stamp = 0;
  std::size_t by_cause = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Wire wire = make_wire(random);
    const std::vector<std::int64_t> times = times_by_rule(wire);
    std::vector<Frame> expected = wire.frames;
    for (Frame& each : expected) each.stamp = times[each.length];
    expected = invented::in_order(expected);

    Oracle oracle(wire.causes);
    const std::int64_t behind = random.between<std::int64_t>(0, 5 * kMillisecond);
    Bond bond(wire.legs, behind + kMillisecond, wire.most_delay + kMillisecond, oracle);
    const std::vector<Frame> out = run(bond, wire, behind);

    ASSERT_EQ(numbers(out), numbers(expected));
    ASSERT_EQ(stamps(out), stamps(expected));
    ASSERT_EQ(effects_first(wire, out), 0u);
    const CausalCounts counts = bond.causal_counts();
    EXPECT_EQ(counts.causes, wire.causes.size());
    EXPECT_EQ(counts.left, 0u);
    EXPECT_EQ(counts.put_right, effects_first(wire, wire.by_stamp()));
    EXPECT_EQ(invented::total_late(bond.counts()), 0u);
    by_stamp += out_of_place(wire.by_stamp());
    by_cause += out_of_place(out);
  }
  EXPECT_LT(by_cause, by_stamp) << "frames out of their true place, in all";
}

// What alternates is proven altogether.
TEST(CausalOrder, IsTheWiresWhereEachFrameAnswersTheLast) {
  Random random(1);
  Wire wire;
  wire.legs = 2;
  wire.most_delay = 50 * kMillisecond;
  std::int64_t served[2] = {};
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const auto leg = static_cast<std::uint16_t>(i % 2);
    const std::int64_t sent = 1'000'000'000 + i * 100'000;
    served[leg] = std::max(served[leg], sent + random.between<std::int64_t>(0, wire.most_delay));
    wire.frames.push_back(frame(leg, served[leg], i));
    if (i > 0) wire.causes.push_back({i - 1, i});
  }
  EXPECT_GT(out_of_place(wire.by_stamp()), 300u);
  Oracle oracle(wire.causes);
  Bond bond(2, kMillisecond, wire.most_delay + kMillisecond, oracle);
  EXPECT_EQ(out_of_place(run(bond, wire, 0)), 0u);
}

TEST(CausalOrder, TellsWhatItMovedFromWhere) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Wire wire = make_wire(random);
    Oracle oracle(wire.causes);
    Bond bond(wire.legs, kMillisecond, wire.most_delay + kMillisecond, oracle);
    for (const Frame& each : wire.by_stamp()) bond.push(each);
    std::vector<Frame> out;
    std::vector<MoveCounts> counted(wire.legs);
    std::vector<std::int64_t> as_stamped;
    while (bond.held() > 0) {
      const std::size_t from = out.size();
      bond.release_all(out, random.between<std::size_t>(1, 50));
      as_stamped.resize(out.size());
      for (std::size_t i = from; i < out.size(); ++i) as_stamped[i] = out[i].stamp;
      for (const Moved& moved : bond.moved()) {
        as_stamped.at(moved.position) = moved.stamp;
        MoveCounts& leg = counted[out.at(moved.position).leg];
        ++leg.moved;
        leg.max_moved_ns = std::max(leg.max_moved_ns, moved.stamp - out[moved.position].stamp);
      }
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
      ASSERT_EQ(as_stamped[i], wire.frames[out[i].length].stamp);
    }
    std::int64_t farthest = 0;
    for (std::size_t leg = 0; leg < wire.legs; ++leg) {
      EXPECT_EQ(counted[leg].moved, bond.moves()[leg].moved);
      EXPECT_EQ(counted[leg].max_moved_ns, bond.moves()[leg].max_moved_ns);
      farthest = std::max(farthest, counted[leg].max_moved_ns);
    }
    EXPECT_EQ(bond.take_farthest_move(), farthest);
    EXPECT_EQ(bond.take_farthest_move(), 0);
  }
}

// A request (0) on leg 0 that was stamped 3 ms after its answer (1) on leg 1.
TEST(CausalOrder, TakesAlongWhatCameBeforeOnTheLeg) {
  Oracle oracle({{0, 1}});
  Bond bond(2, kMillisecond, 10 * kMillisecond, oracle);
  bond.push(frame(0, 90, 3));
  bond.push(frame(0, 102, 2));
  bond.push(frame(0, 103, 0));
  bond.push(frame(0, 104, 4));
  bond.push(frame(1, 100, 1));
  std::vector<Frame> out;
  bond.release_all(out);
  EXPECT_EQ(numbers(out), (std::vector<std::uint32_t>{3, 2, 0, 1, 4}));
  EXPECT_EQ(stamps(out), (std::vector<std::int64_t>{90, 99, 99, 100, 104}));
}

TEST(CausalOrder, CountsACauseThatComesWhenItsEffectIsOut) {
  Oracle oracle({{0, 1}});
  Bond bond(2, kMillisecond, 10 * kMillisecond, oracle);
  std::vector<Frame> out;
  bond.push(frame(1, 0, 1));
  for (std::uint16_t leg = 0; leg < 2; ++leg) bond.reached(leg, 11 * kMillisecond + 1);
  bond.release(out);
  ASSERT_EQ(numbers(out), (std::vector<std::uint32_t>{1}));
  bond.push(frame(0, 12 * kMillisecond, 0));
  bond.release_all(out);
  EXPECT_EQ(numbers(out), (std::vector<std::uint32_t>{1, 0}));
  EXPECT_EQ(bond.causal_counts().causes, 1u);
  EXPECT_EQ(bond.causal_counts().left, 1u);
  EXPECT_EQ(bond.causal_counts().put_right, 0u);
}

// Forged, or an id that was used twice: 0 before 1 and 2 before 3, where 1 is before 2 on one leg
// and 3 before 0 on the other.
TEST(CausalOrder, DoesNotBelieveACircle) {
  Oracle oracle({{0, 1}, {2, 3}});
  Bond bond(2, kMillisecond, 10 * kMillisecond, oracle);
  bond.push(frame(0, 10, 1));
  bond.push(frame(0, 20, 2));
  bond.push(frame(1, 11, 3));
  bond.push(frame(1, 21, 0));
  std::vector<Frame> out;
  bond.release_all(out);
  EXPECT_EQ(out.size(), 4u);
  EXPECT_EQ(bond.causal_counts().causes, 2u);
  EXPECT_EQ(bond.causal_counts().put_right, 1u);
  EXPECT_EQ(bond.causal_counts().left, 1u);
}

// Evidence about one leg is none about its order: it is a queue.
TEST(CausalOrder, KeepsTheOrderOfALegAgainstAllEvidence) {
  Oracle oracle({{0, 1}});
  Bond bond(1, kMillisecond, 10 * kMillisecond, oracle);
  bond.push(frame(0, 10, 1));
  bond.push(frame(0, 20, 0));
  std::vector<Frame> out;
  bond.release_all(out);
  EXPECT_EQ(stamps(out), (std::vector<std::int64_t>{10, 20}));
  EXPECT_EQ(bond.causal_counts().left, 1u);
}

// Each frame is the cause of one far back on the other leg, in an order that would have all that
// wait moved again by each.
TEST(CausalOrder, WorksNoMoreThanFramesPayFor) {
  constexpr std::uint32_t kFrames = 200'000;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> causes;
  for (std::uint32_t i = 0; i < kFrames; ++i) causes.push_back({kFrames + i, kFrames - 1 - i});
  Oracle oracle(causes);
  Bond bond(2, kMillisecond, 10 * kMillisecond, oracle);
  for (std::uint32_t i = 0; i < kFrames; ++i) bond.push(frame(0, 1000 + 10 * i, i));
  for (std::uint32_t i = 0; i < kFrames; ++i) {
    bond.push(frame(1, 1000 + 10 * (kFrames + i), kFrames + i));
  }
  std::vector<Frame> out;
  bond.release_all(out);
  EXPECT_EQ(out.size(), 2 * kFrames);
  const CausalCounts counts = bond.causal_counts();
  EXPECT_EQ(counts.causes, kFrames);
  EXPECT_EQ(counts.put_right + counts.left, kFrames);
  EXPECT_GT(counts.left, 0u) << "20,000,000,000 steps were made";
}

TEST(CausalOrder, LetsTheOldestGoWhenMemoryIsShort) {
  Oracle oracle;
  Bond bond(2, kMillisecond, 10 * kMillisecond, oracle);
  for (std::uint32_t i = 0; i < 10; ++i)
    bond.push(frame(static_cast<std::uint16_t>(i % 2), 100 + i, i));
  std::vector<Frame> out;
  bond.release_early(4, out);
  EXPECT_EQ(numbers(out), (std::vector<std::uint32_t>{0, 1, 2, 3}));
  EXPECT_EQ(invented::total_early(bond.counts()), 4u);
  bond.push(frame(0, 101, 10));
  bond.release_all(out);
  EXPECT_EQ(out.size(), 11u);
  EXPECT_EQ(out[4].length, 10u) << "what is late goes out next";
  EXPECT_EQ(invented::total_late(bond.counts()), 1u);
}

TEST(CausalOrder, HoldsNoMoreForCausesThanItMay) {
  constexpr std::size_t kMost = 64;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Wire wire = make_wire(random);
    Oracle oracle(wire.causes);
    Bond bond(wire.legs, kMillisecond, wire.most_delay + kMillisecond, oracle, kMost);
    std::vector<Frame> out;
    for (const Frame& each : wire.by_stamp()) bond.push(each);
    for (std::uint16_t leg = 0; leg < wire.legs; ++leg) bond.ended(leg);
    while (bond.held() > 0) {
      const std::size_t before = out.size();
      bond.release(out, 10);
      ASSERT_LE(out.size() - before, 10u);
    }
    ASSERT_EQ(out.size(), wire.frames.size());
    ASSERT_TRUE(std::is_sorted(out.begin(), out.end(), [](const Frame& a, const Frame& b) {
      return a.stamp < b.stamp;
    })) << "nothing is out of order for it";
    const CausalCounts counts = bond.causal_counts();
    EXPECT_GE(counts.put_right + counts.left, effects_first(wire, out));
  }
}

// They are looked at in portions: a cause may be in the one behind its effect's.
TEST(CausalOrder, IsThatOfAllThatIsDueAtOnce) {
  constexpr std::uint32_t kFrames = 20'001;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> causes;
  for (std::uint32_t effect = 1; effect < kFrames; effect += 2) {
    causes.emplace_back(effect + 1, effect);
  }
  Oracle oracle(causes);
  Bond bond(2, kMillisecond, kMillisecond, oracle);
  for (std::uint32_t number = 0; number < kFrames; ++number) {
    bond.push(frame(number % 2 == 0 ? 0 : 1, number, number));
  }
  bond.ended(0);
  bond.ended(1);
  std::vector<Frame> out;
  bond.release(out);
  EXPECT_EQ(out.size(), kFrames);
  EXPECT_EQ(bond.causal_counts().put_right, causes.size());
  EXPECT_EQ(bond.causal_counts().left, 0u);
}

TEST(CausalOrder, OfOneLegIsCountedAlone) {
  Oracle oracle({{0, 1}, {2, 3}});
  Bond bond(1, kMillisecond, 10 * kMillisecond, oracle);
  EXPECT_EQ(bond.hold(), kMillisecond);
  for (const std::uint32_t number : {0u, 1u, 3u, 2u}) bond.push(frame(0, 10 + bond.held(), number));
  bond.reached(0, 20 + kMillisecond);
  std::vector<Frame> out;
  bond.release(out);
  EXPECT_EQ(numbers(out), (std::vector<std::uint32_t>{0, 1, 3, 2}));
  EXPECT_EQ(bond.causal_counts().causes, 2u);
  EXPECT_EQ(bond.causal_counts().left, 1u);
  EXPECT_TRUE(bond.moved().empty());
  EXPECT_TRUE(bond.moves().empty());
}

TEST(CausalOrder, StartsAnewWithAClockThatWasSetBack) {
  constexpr std::int64_t kStep = 1'000 * kMillisecond;
  constexpr std::int64_t kBefore = 2'000 * kMillisecond;
  Oracle oracle({{1, 2}});
  Bond bond(2, kMillisecond, 10 * kMillisecond, oracle);
  bond.push(frame(0, kBefore, 0));
  ASSERT_TRUE(bond.begin_step(kBefore + 1, kBefore + 1 - kStep));
  bond.push(frame(0, kBefore + 1 - kStep + 200, 1));
  bond.push(frame(1, kBefore + 1 - kStep + 100, 2));
  std::vector<Frame> out;
  bond.end_step(out);
  EXPECT_EQ(numbers(out), (std::vector<std::uint32_t>{0}));
  bond.release_all(out);
  EXPECT_EQ(numbers(out), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(bond.causal_counts().put_right, 1u);
  EXPECT_EQ(invented::total_late(bond.counts()), 0u);
}

}  // namespace
}  // namespace tapbond
