#include "sensor/run/hold_tuner.h"

#include <algorithm>

namespace tapbond {

HoldTuner::HoldTuner(const Waits& least, std::int64_t now)
    : least_(least), waits_(least), next_(now + kEvery), calm_since_(now) {}

bool HoldTuner::look(const Misses& misses, std::int64_t now) {
  farthest_move_ = std::max(farthest_move_, misses.farthest_move_ns);
  if (keep_margin()) {
    calm_since_ = now;
    return true;
  }
  if (now < next_) return false;
  const bool missed = misses.late > seen_.late || misses.left > seen_.left;
  bool changed = false;
  if (missed) {
    if (shrunk_) calm_ = std::min(2 * calm_, kLongestCalm);
    shrunk_ = false;
    changed = grow(misses);
  } else if (now - calm_since_ >= calm_) {
    changed = shrunk_ = shrink();
    calm_since_ = now;
  }
  if (missed) calm_since_ = now;
  seen_ = misses;
  next_ = now + std::max(kEvery, 2 * waits_.total());
  return changed;
}

// At once: nothing has been missed yet, whose number would have to be waited for.
// In steps that are worth a line in the log.
bool HoldTuner::keep_margin() {
  const std::int64_t before = waits_.reach;
  if (margin() <= before) return false;
  waits_.reach =
      std::max(std::min(std::max(margin(), before * 3 / 2), kMost - waits_.hold), before);
  return waits_.reach != before;
}

std::int64_t HoldTuner::margin() const { return kMargin * std::min(farthest_move_, kMost); }

bool HoldTuner::grow(const Misses& misses) {
  const Waits before = waits_;
  if (misses.late > seen_.late) {
    const std::int64_t short_of =
        misses.max_late_ns > seen_.max_late_ns ? misses.max_late_ns : waits_.hold / 2;
    waits_.hold = std::min(waits_.hold + short_of + short_of / 4, kMost - waits_.reach);
  }
  if (misses.left > seen_.left) waits_.reach = std::min(2 * waits_.reach, kMost - waits_.hold);
  // What was asked for at the start may be more than the tuner would go to.
  waits_.hold = std::max(waits_.hold, before.hold);
  waits_.reach = std::max(waits_.reach, before.reach);
  return waits_ != before;
}

bool HoldTuner::shrink() {
  const Waits before = waits_;
  waits_.hold = std::max(waits_.hold * 3 / 4, least_.hold);
  waits_.reach = std::max({waits_.reach * 3 / 4, least_.reach, std::min(margin(), waits_.reach)});
  farthest_move_ = 0;
  return waits_ != before;
}

}  // namespace tapbond
