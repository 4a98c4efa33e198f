#include "bond/clock_offset.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tapbond {
namespace {

constexpr int kSteps = 60;  // each leaves two thirds

// Where a function that rises, then falls, is highest between two places.
template <typename Function>
double highest(double from, double to, Function value) {
  for (int step = 0; step < kSteps; ++step) {
    const double a = from + (to - from) / 3;
    const double b = to - (to - from) / 3;
    (value(a) < value(b) ? from : to) = value(a) < value(b) ? a : b;
  }
  return (from + to) / 2;
}

// The place nearest to `out` where a function is not negative that is so at `in`.
template <typename Function>
double last_not_negative(double in, double out, Function value) {
  if (value(out) >= 0) return out;
  for (int step = 0; step < kSteps; ++step) {
    const double middle = (in + out) / 2;
    (value(middle) >= 0 ? in : out) = middle;
  }
  return in;
}

}  // namespace

std::int64_t ClockOffset::Estimate::offset_at(std::int64_t time) const {
  return offset + std::llround(drift * static_cast<double>(time - at));
}

const std::optional<ClockOffset::Estimate>& ClockOffset::estimate() {
  if (changed_) solve();
  return estimate_;
}

void ClockOffset::take(Side side, std::int64_t time, std::int64_t offset) {
  if (offset > kMostOffset || offset < -kMostOffset) return;
  const Point point{.time = time, .offset = offset};
  // What a second has brought is what the next one is held against.
  if (changed_ && time / kSlot > slots_.back().number) solve();
  if (!contradicts(side, point)) {
    ++agreed_[side];
    enter(side, point);
    return;
  }
  std::vector<Point>& suspects = suspects_[side];
  if (suspects.empty()) agreed_[side] = 0;
  suspects.push_back(point);
  const std::int64_t span = std::abs(point.time - suspects.front().time);
  if (suspects.size() < kMostSuspects && (suspects.size() < kStep || span < kStepShows)) return;
  if (3 * agreed_[side] > suspects.size()) {  // some stamps were late
    suspects.clear();
    return;
  }
  ++steps_;
  slots_.clear();
  estimate_.reset();
  for (const Point& each : suspects) enter(side, each);
  for (std::vector<Point>& each : suspects_) each.clear();
}

// With some room for a drift that is not known well.
bool ClockOffset::contradicts(Side side, const Point& point) const {
  if (!estimate_) return false;
  const auto away = static_cast<double>(std::abs(point.time - estimate_->at));
  const auto room = static_cast<std::int64_t>(away * kMostDrift / 10);
  const std::int64_t moved = estimate_->offset_at(point.time) - estimate_->offset;
  return side == kAbove ? point.offset < estimate_->least + moved - room
                        : point.offset > estimate_->most + moved + room;
}

void ClockOffset::enter(Side side, const Point& point) {
  const std::int64_t number = point.time / kSlot;
  auto slot =
      std::lower_bound(slots_.begin(), slots_.end(), number,
                       [](const Slot& each, std::int64_t wanted) { return each.number < wanted; });
  if (slot == slots_.end() || slot->number != number) {
    if (slots_.size() == kSlots && slot == slots_.begin()) return;  // too long ago
    slot = slots_.insert(slot, Slot{.number = number, .nearest = {}});
  }
  std::optional<Point>& nearest = slot->nearest[side];
  if (nearest) {
    const double drift = estimate_ ? estimate_->drift : 0;
    const double expected = static_cast<double>(nearest->offset) +
                            drift * static_cast<double>(point.time - nearest->time);
    const auto offset = static_cast<double>(point.offset);
    if (side == kAbove ? offset >= expected : offset <= expected) return;
  }
  nearest = point;
  changed_ = true;
  if (slots_.size() > kSlots) slots_.pop_front();
}

// How far a line of that drift can be moved towards the points of one side: its offset then, in the
// newest slot.
double ClockOffset::reach(Side side, double drift) const {
  const std::int64_t now = slots_.back().number * kSlot;
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  double reach = side == kAbove ? kInfinite : -kInfinite;
  for (const Slot& slot : slots_) {
    const std::optional<Point>& point = slot.nearest[side];
    if (!point) continue;
    const double there =
        static_cast<double>(point->offset) - drift * static_cast<double>(point->time - now);
    reach = side == kAbove ? std::min(reach, there) : std::max(reach, there);
  }
  return reach;
}

// The gap between both sides is a concave function of the drift, and so is what each side leaves.
void ClockOffset::solve() {
  changed_ = false;
  std::optional<std::int64_t> first[2];
  std::int64_t last = 0;
  for (const Slot& slot : slots_) {
    for (const Side side : {kAbove, kBelow}) {
      if (slot.nearest[side] && !first[side]) first[side] = slot.number;
    }
    last = slot.number;
  }
  if (!first[kAbove] || !first[kBelow]) return;
  const auto gap_at = [this](double drift) { return gap(drift); };
  double drift = highest(-kMostDrift, kMostDrift, gap_at);
  const std::int64_t seen = (last - std::max(*first[kAbove], *first[kBelow])) * kSlot;
  if (seen < kDriftShows && gap(0) >= 0) drift = 0;
  if (gap(drift) < 0) {
    // What is known contradicts itself, by stamps that were late. The older is forgotten.
    slots_.pop_front();
    estimate_.reset();
    changed_ = !slots_.empty();
    if (changed_) solve();
    return;
  }
  const double slowest = last_not_negative(drift, -kMostDrift, gap_at);
  const double fastest = last_not_negative(drift, kMostDrift, gap_at);
  const auto above = [this](double at) { return reach(kAbove, at); };
  const auto below = [this](double at) { return -reach(kBelow, at); };
  estimate_ = Estimate{
      .at = slots_.back().number * kSlot,
      .offset = std::llround((reach(kAbove, drift) + reach(kBelow, drift)) / 2),
      .least = std::llround(-below(highest(slowest, fastest, below))),
      .most = std::llround(above(highest(slowest, fastest, above))),
      .drift = drift,
  };
}

}  // namespace tapbond
