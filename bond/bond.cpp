#include "bond/bond.h"

#include <algorithm>
#include <utility>

namespace tapbond {

Bond::Bond(std::size_t legs, std::int64_t hold, FrameOrder order)
    : legs_(legs), hold_(hold), counts_(legs), merge_(legs, counts_, order) {}

Bond::Bond(std::size_t legs, std::int64_t hold, std::int64_t reach, Witness& witness,
           std::size_t most)
    : legs_(legs),
      hold_(hold),
      reach_(legs == 1 ? 0 : reach),
      witness_(&witness),
      counts_(legs),
      counts_of_merge_(legs),
      merge_(legs, legs == 1 ? counts_ : counts_of_merge_) {
  if (legs > 1) window_.emplace(legs, most, counts_);
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
  const std::size_t from = out.size();
  if (!window_) {
    merge_.release(out, most);
    count_causes({out.begin() + static_cast<std::ptrdiff_t>(from), out.end()});
    return;
  }
  release_through_window([this](std::size_t room) { merge_.release(examined_, room); },
                         [this] { return due_in_window(); }, most, out);
}

void Bond::release_early(std::size_t frames, std::vector<Frame>& out) {
  moved_.clear();
  const std::size_t from = out.size();
  const auto wanted = [&] { return frames - std::min(frames, out.size() - from); };
  if (!window_) {
    const std::size_t from_first = std::min(frames, merge_.held());
    merge_.release_early(from_first, out);
    if (next_) next_->release_early(frames - from_first, out);
    count_causes({out.begin() + static_cast<std::ptrdiff_t>(from), out.end()});
    return;
  }
  window_->release_early(due_in_window(), frames, out, moved_);
  for (Merge* merge : {&merge_, next_ ? &*next_ : nullptr}) {
    while (merge != nullptr && merge->held() > 0 && wanted() > 0) {
      merge->release_early(std::min(wanted(), window_->room()), examined_);
      examine();
      window_->release_early(due_in_window(), wanted(), out, moved_);
    }
  }
}

void Bond::release_all(std::vector<Frame>& out, std::size_t most) {
  end_step(out);
  const std::size_t from = out.size();
  if (!window_) {
    merge_.release_all(out, most);
    count_causes({out.begin() + static_cast<std::ptrdiff_t>(from), out.end()});
    return;
  }
  release_through_window([this](std::size_t room) { merge_.release_all(examined_, room); },
                         [this] { return due_at_end(); }, most, out);
}

// In portions that the window has room for, and no larger than the processor's caches. Where it is
// full of frames whose turn has not come, the oldest eighth of them leaves early.
template <typename TakeFromMerge, typename Due>
void Bond::release_through_window(TakeFromMerge take, Due due, std::size_t most,
                                  std::vector<Frame>& out) {
  constexpr std::size_t kAtOnce = 4096;
  constexpr std::size_t kShare = 8;
  const std::size_t from = out.size();
  for (bool full = true; full && out.size() - from < most;) {
    const std::size_t wanted = std::min(window_->room(), kAtOnce);
    take(wanted);
    full = examined_.size() == wanted && merge_.held() > 0;
    examine();
    window_->release(due(), most - (out.size() - from), out, moved_);
    if (full && window_->room() == 0) {
      window_->release_early(
          due(), std::min(window_->held() / kShare + 1, most - (out.size() - from)), out, moved_);
    }
  }
}

// Moves what the merge let go into the window.
void Bond::examine() {
  if (examined_.empty()) return;
  const Ticket first = window_->push(examined_);
  witness_->look(examined_, first, pairs_);
  window_->link(pairs_);
  pairs_.clear();
  examined_.clear();
}

// What is out of one leg: its order stays as it is.
void Bond::count_causes(std::span<const Frame> out) {
  if (witness_ == nullptr || out.empty()) return;
  witness_->look(out, seen_, pairs_);
  seen_ += out.size();
  seen_on_one_leg_.causes += pairs_.size();
  seen_on_one_leg_.left += static_cast<std::uint64_t>(
      std::count_if(pairs_.begin(), pairs_.end(),
                    [](const CausePair& pair) { return pair.cause > pair.effect; }));
  pairs_.clear();
}

// What the merge holds, due or not, was not looked at yet.
std::int64_t Bond::due_in_window() const {
  return before_reach(std::min(merge_.lowest_watermark(), merge_.oldest()));
}

// At the end of the run nothing comes any more, and what waits in the merge is all there is.
std::int64_t Bond::due_at_end() const { return before_reach(merge_.oldest()); }

std::int64_t Bond::before_reach(std::int64_t stamp) const {
  if (stamp == Merge::kForever) return stamp;
  return stamp < Merge::kNever + reach_ ? Merge::kNever : stamp - reach_;
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
  if (window_) {
    release_through_window([this](std::size_t room) { merge_.release_all(examined_, room); },
                           [this] { return due_at_end(); }, Merge::kNoLimit, out);
    window_->restart();
  } else {
    const std::size_t from = out.size();
    merge_.release_all(out);
    count_causes({out.begin() + static_cast<std::ptrdiff_t>(from), out.end()});
  }
  merge_ = std::move(*next_);
  next_.reset();
}

std::int64_t Bond::watermark(std::int64_t stamp) const {
  const bool underflow = stamp < Merge::kNever + hold_;
  return underflow ? Merge::kNever : stamp - hold_;
}

}  // namespace tapbond
