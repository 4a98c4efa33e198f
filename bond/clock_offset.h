// How far one clock is ahead of another one, from causes that were stamped by the one and effects
// that were stamped by the other.
//
// A cause comes before its effect. One that clock A stamped x and whose effect clock B stamped y
// says of the offset (B's reading less A's) at that moment that it is below y - x; one in the other
// direction, that it is above. The offset goes along a line: an offset and a drift, below all the
// first points and above all the second. Of these lines the one that keeps furthest away from both
// is taken, and what the others reach is the interval in which the truth lies. It is as wide as the
// shortest ways there and back were long together, and no narrower: half of a round trip is what
// cannot be known.
//
// Where a stamp comes late, what it says can be wrong; one that contradicts what is known is left
// out. When nearly all of them do, the clock was set: what was known is forgotten.
//
// Times and offsets in nanoseconds. Memory is fixed. One thread; a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace tapbond {

class ClockOffset {
 public:
  struct Estimate {
    std::int64_t at = 0;      // of clock A
    std::int64_t offset = 0;  // then
    std::int64_t least = 0;   // the truth is not below, nor above the most, then
    std::int64_t most = 0;
    double drift = 0;  // nanoseconds per nanosecond
    std::int64_t offset_at(std::int64_t time) const;
    bool operator==(const Estimate&) const = default;
  };

  // Clocks that go more than that apart are broken (nanoseconds per nanosecond).
  static constexpr double kMostDrift = 500e-6;
  // An offset beyond that is not looked for.
  static constexpr std::int64_t kMostOffset = 3'600'000'000'000;

  // At `time` of clock A the offset is below `offset`, or above it.
  void is_below(std::int64_t time, std::int64_t offset) { take(kAbove, time, offset); }
  void is_above(std::int64_t time, std::int64_t offset) { take(kBelow, time, offset); }

  // Nothing before there is evidence in both directions.
  const std::optional<Estimate>& estimate();

  // How often a clock was set.
  std::uint64_t steps() const { return steps_; }

 private:
  // A minute or so is looked back on: more would be about clocks that were warmer or colder.
  static constexpr std::size_t kSlots = 64;
  static constexpr std::int64_t kSlot = 1'000'000'000;
  // So many that contradict, and a third as many of their kind that do not: a step.
  static constexpr std::size_t kStep = 4;
  // Over so long at least, or so many: a queue that is served late stamps many late at once.
  static constexpr std::int64_t kStepShows = 500'000'000;
  static constexpr std::size_t kMostSuspects = 1024;
  // Over less than that a drift cannot be told from the ways' changing length.
  static constexpr std::int64_t kDriftShows = 8 * kSlot;

  enum Side : std::size_t { kAbove, kBelow };  // where the point is, seen from the line

  struct Point {
    std::int64_t time = 0;
    std::int64_t offset = 0;
  };
  struct Slot {
    std::int64_t number = 0;  // of the second
    std::optional<Point> nearest[2];
  };

  void take(Side side, std::int64_t time, std::int64_t offset);
  bool contradicts(Side side, const Point& point) const;
  void enter(Side side, const Point& point);
  void solve();
  double reach(Side side, double drift) const;
  double gap(double drift) const { return reach(kAbove, drift) - reach(kBelow, drift); }

  std::deque<Slot> slots_;  // by number, rising
  std::optional<Estimate> estimate_;
  bool changed_ = false;
  std::vector<Point> suspects_[2];
  std::size_t agreed_[2] = {};  // since the first suspect
  std::uint64_t steps_ = 0;
};

}  // namespace tapbond
