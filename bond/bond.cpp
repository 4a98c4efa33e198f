#include "bond/bond.h"

#include <algorithm>
#include <utility>

namespace tapbond {

Bond::Bond(std::size_t legs, std::int64_t hold, FrameOrder order)
    : legs_(legs), hold_(hold), counts_(legs), merge_(legs, counts_, order) {}

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

void Bond::release(std::vector<Frame>& out, std::size_t most) { merge_.release(out, most); }

void Bond::release_early(std::size_t frames, std::vector<Frame>& out) {
  const std::size_t from_first = std::min(frames, merge_.held());
  merge_.release_early(from_first, out);
  if (next_) next_->release_early(frames - from_first, out);
}

void Bond::release_all(std::vector<Frame>& out, std::size_t most) {
  end_step(out);
  merge_.release_all(out, most);
}

std::int64_t Bond::oldest() const {
  return next_ ? std::min(merge_.oldest(), next_->oldest()) : merge_.oldest();
}

bool Bond::begin_step(std::int64_t before, std::int64_t after) {
  if (next_ || jump_ != 0 || before == after) return false;
  if (before > after && before - after <= 2 * hold_) return false;
  jump_ = after - before;
  if (jump_ > 0) return true;
  next_.emplace(legs_, counts_);
  for (std::uint16_t leg = 0; leg < legs_; ++leg) {
    if (merge_.watermark(leg) == Merge::kForever) next_->raise(leg, Merge::kForever);
  }
  boundary_ = after + (before - after) / 2;
  return true;
}

void Bond::end_step(std::vector<Frame>& out) {
  jump_ = 0;
  if (!next_) return;
  merge_.release_all(out);
  merge_ = std::move(*next_);
  next_.reset();
}

std::int64_t Bond::watermark(std::int64_t stamp) const {
  const bool underflow = stamp < Merge::kNever + hold_;
  return underflow ? Merge::kNever : stamp - hold_;
}

}  // namespace tapbond
