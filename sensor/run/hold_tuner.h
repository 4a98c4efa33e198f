// How long frames wait in a live run, where nobody has said: what a guest needs is not known before
// it has been seen.
//
// The hold grows when frames come after their turn, and the reach when causes come after their
// effects. The reach grows before that, too: how late a guest serves its queues has a long tail, so
// that a cause which took more than a third of the reach is a sign that another will be missed.
// Both shrink again, by and by, while nothing is missed, but not below what was seen. A shrinking
// that proves wrong makes the next one wait longer. All times in nanoseconds; time is told by the
// caller.
#pragma once

#include <cstdint>

namespace tapbond {

// For an older frame, and for a cause behind that (bond/bond.h).
struct Waits {
  std::int64_t hold = 0;
  std::int64_t reach = 0;
  std::int64_t total() const { return hold + reach; }
  bool operator==(const Waits&) const = default;
};

// Since the start of the run, but for the last.
struct Misses {
  std::uint64_t late = 0;             // frames
  std::int64_t max_late_ns = 0;       // by that much, at most
  std::uint64_t left = 0;             // causes that came when their effects were out
  std::int64_t farthest_move_ns = 0;  // of a cause that came in time, since the last look
};

class HoldTuner {
 public:
  static constexpr std::int64_t kMost = 500'000'000;  // in total
  // Between two looks; longer where frames wait longer, because what they will miss shows only
  // then.
  static constexpr std::int64_t kEvery = 200'000'000;
  static constexpr std::int64_t kCalm = 60'000'000'000;  // before the first shrinking
  static constexpr std::int64_t kLongestCalm = 3'600'000'000'000;
  static constexpr std::int64_t kMargin = 3;  // of the reach, over the farthest move

  // Begins with, and never goes below, these.
  HoldTuner(const Waits& least, std::int64_t now);

  // True when the waits have changed. `now`: monotonic.
  bool look(const Misses& misses, std::int64_t now);

  const Waits& waits() const { return waits_; }

 private:
  bool keep_margin();
  std::int64_t margin() const;
  bool grow(const Misses& misses);
  bool shrink();

  Waits least_;
  Waits waits_;
  Misses seen_;
  std::int64_t next_;
  std::int64_t calm_since_;         // nothing was missed, nothing grew, nothing shrank
  std::int64_t farthest_move_ = 0;  // since it was last tried to shrink
  std::int64_t calm_ = kCalm;
  bool shrunk_ = false;  // by the last change
};

}  // namespace tapbond
