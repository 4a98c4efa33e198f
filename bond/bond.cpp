#include "bond/bond.h"

#include <algorithm>
#include <utility>

namespace tapbond {

Bond::Bond(std::size_t legs, std::int64_t hold, FrameOrder order)
    : legs_(legs), hold_(hold), counts_(legs), merge_(legs, counts_, order) {}

Bond::Bond(std::size_t legs, std::int64_t hold, std::int64_t reach, Witness& witness)
    : legs_(legs),
      hold_(hold),
      reach_(reach),
      witness_(&witness),
      counts_(legs),
      counts_of_merge_(legs),
      merge_(legs, counts_of_merge_) {
  window_.emplace(legs, counts_);
}

void Bond::push(std::span<const Frame> frames) {
  if (!next_) {
    merge_.push(frames);
    return;
  }
  for (const Frame& frame : frames) (frame.stamp < boundary_ ? *next_ : merge_).push(frame);
}

void Bond::reached(std::uint16_t leg, std::int64_t stamp) {
  if (stamp == Merge::kNever) return;
  const bool new_clock = !next_ || stamp < boundary_;
  if (next_ && new_clock) next_->raise(leg, watermark(stamp));
  merge_.raise(leg, watermark(new_clock ? stamp - jump_ : stamp));
}

void Bond::ended(std::uint16_t leg) {
  merge_.raise(leg, Merge::kForever);
  if (next_) next_->raise(leg, Merge::kForever);
}

void Bond::release(std::vector<Frame>& out, std::size_t most) {
  moved_.clear();
  if (!window_) {
    merge_.release(out, most);
    return;
  }
  merge_.release(examined_);
  examine();
  window_->release(due_in_window(), most, out, moved_);
}

void Bond::release_early(std::size_t frames, std::vector<Frame>& out) {
  moved_.clear();
  std::vector<Frame>& from_merge = window_ ? examined_ : out;
  const std::size_t waiting = window_ ? window_->held() : 0;
  const std::size_t wanted = frames > waiting ? frames - waiting : 0;
  const std::size_t from_first = std::min(wanted, merge_.held());
  merge_.release_early(from_first, from_merge);
  if (next_) next_->release_early(wanted - from_first, from_merge);
  if (!window_) return;
  examine();
  window_->release_early(due_in_window(), frames, out, moved_);
}

void Bond::release_all(std::vector<Frame>& out, std::size_t most) {
  end_step(out);
  if (!window_) {
    merge_.release_all(out, most);
    return;
  }
  merge_.release_all(examined_);
  examine();
  window_->release(Merge::kForever, most, out, moved_);
}

// Moves what the merge let go into the window.
void Bond::examine() {
  if (examined_.empty()) return;
  const Ticket first = window_->push(examined_);
  witness_->look(examined_, first, pairs_);
  for (const CausePair& pair : pairs_) window_->link(pair);
  pairs_.clear();
  examined_.clear();
}

std::int64_t Bond::due_in_window() const {
  const std::int64_t low = merge_.lowest_watermark();
  if (low == Merge::kForever) return low;
  return low < Merge::kNever + reach_ ? Merge::kNever : low - reach_;
}

std::int64_t Bond::oldest() const {
  std::int64_t oldest = merge_.oldest();
  if (next_) oldest = std::min(oldest, next_->oldest());
  if (window_) oldest = std::min(oldest, window_->oldest());
  return oldest;
}

bool Bond::begin_step(std::int64_t before, std::int64_t after) {
  if (next_ || jump_ != 0 || before == after) return false;
  if (before > after && before - after <= 2 * hold_) return false;
  jump_ = after - before;
  if (jump_ > 0) return true;
  next_.emplace(legs_, window_ ? counts_of_merge_ : counts_);
  for (std::uint16_t leg = 0; leg < legs_; ++leg) {
    if (merge_.watermark(leg) == Merge::kForever) next_->raise(leg, Merge::kForever);
  }
  boundary_ = after + (before - after) / 2;
  return true;
}

void Bond::end_step(std::vector<Frame>& out) {
  moved_.clear();
  jump_ = 0;
  if (!next_) return;
  merge_.release_all(window_ ? examined_ : out);
  if (window_) {
    examine();
    window_->release(Merge::kForever, Merge::kNoLimit, out, moved_);
    window_->restart();
  }
  merge_ = std::move(*next_);
  next_.reset();
}

std::int64_t Bond::watermark(std::int64_t stamp) const {
  const bool underflow = stamp < Merge::kNever + hold_;
  return underflow ? Merge::kNever : stamp - hold_;
}

}  // namespace tapbond
