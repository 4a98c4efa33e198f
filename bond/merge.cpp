#include "bond/merge.h"

#include <algorithm>

namespace tapbond {
namespace {

template <typename Cursor>
bool goes_before(const Cursor& a, const Cursor& b) {
  return a.stamp != b.stamp ? a.stamp < b.stamp : a.leg < b.leg;
}

// Stamps read from a damaged file can lie further apart than 63 bits tell.
std::int64_t distance(std::int64_t later, std::int64_t earlier) {
  const std::uint64_t apart =
      static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier);
  return static_cast<std::int64_t>(std::min(apart, static_cast<std::uint64_t>(Merge::kForever)));
}

}  // namespace

Merge::Merge(std::size_t legs, std::vector<OrderCounts>& counts, FrameOrder order)
    : order_(order),
      watermarks_(legs, order == FrameOrder::kStamp ? kNever : kForever),
      counts_(&counts) {
  for (std::size_t leg = 0; leg < legs; ++leg) queues_.emplace_back(order);
  cursors_.reserve(legs);
}

void Merge::push(const Frame& frame) {
  if (frame.stamp < newest_out_) {
    OrderCounts& counts = (*counts_)[frame.leg];
    ++counts.late;
    counts.max_late_ns = std::max(counts.max_late_ns, distance(newest_out_, frame.stamp));
  }
  queues_[frame.leg].push(frame);
  ++held_;
}

void Merge::raise(std::uint16_t leg, std::int64_t stamp) {
  watermarks_[leg] = std::max(watermarks_[leg], stamp);
}

std::int64_t Merge::lowest_watermark() const {
  return *std::min_element(watermarks_.begin(), watermarks_.end());
}

std::int64_t Merge::oldest() const {
  std::int64_t oldest = kForever;
  for (const LegQueue& queue : queues_) {
    if (!queue.empty()) oldest = std::min(oldest, queue.oldest());
  }
  return oldest;
}

void Merge::release(std::vector<Frame>& out, std::size_t most) { emit(due(), most, out); }

void Merge::release_early(std::size_t frames, std::vector<Frame>& out) {
  const std::int64_t due_before = due();
  const std::size_t from = out.size();
  emit(kForever, frames, out);
  if (due_before == kForever) return;
  for (std::size_t i = from; i < out.size(); ++i) {
    if (out[i].stamp >= due_before) ++(*counts_)[out[i].leg].early;
  }
}

void Merge::release_all(std::vector<Frame>& out, std::size_t most) { emit(kForever, most, out); }

// What is older than the newest frame out is late already: waiting would make it later.
std::int64_t Merge::due() const { return std::max(lowest_watermark(), newest_out_); }

// Frames with a stamp below `before`, at most `limit` of them. kForever is above every stamp, also
// above the one that equals it.
void Merge::emit(std::int64_t before, std::size_t limit, std::vector<Frame>& out) {
  cursors_.clear();
  std::size_t total = 0;
  for (std::uint16_t leg = 0; leg < queues_.size(); ++leg) {
    if (queues_[leg].empty()) continue;
    const std::size_t frames = queues_[leg].settle(before);
    if (frames != 0) {
      Cursor& cursor = cursors_.emplace_back(Cursor{0, nullptr, nullptr, frames, frames, leg});
      enter_piece(cursor);
    }
    total += frames;
  }
  std::make_heap(cursors_.begin(), cursors_.end(),
                 [](const Cursor& a, const Cursor& b) { return goes_before(b, a); });
  total = std::min(total, limit);
  if (total == 0) return;
  held_ -= total;
  out.resize(out.size() + total);

  const auto end = out.end();
  for (auto place = end - static_cast<std::ptrdiff_t>(total); place != end; ++place) {
    Cursor& first = cursors_.front();
    *place = *first.next;
    ++first.next;
    if (--first.left == 0) {
      queues_[first.leg].consume(first.settled);
      first = cursors_.back();
      cursors_.pop_back();
    } else if (first.next == first.piece_end) {
      enter_piece(first);
    } else {
      first.stamp = first.next->stamp;
    }
    sift_down();
  }
  for (const Cursor& stopped : cursors_) {
    queues_[stopped.leg].consume(stopped.settled - stopped.left);
  }
  // In order, but for late frames in front.
  if (order_ == FrameOrder::kStamp) newest_out_ = std::max(newest_out_, out.back().stamp);
}

void Merge::enter_piece(Cursor& cursor) const {
  const auto piece = queues_[cursor.leg].piece(cursor.settled - cursor.left);
  cursor.next = piece.data();
  cursor.piece_end = piece.data() + piece.size();
  cursor.stamp = cursor.next->stamp;
}

// Only the root may be out of place: its leg moved on to a later frame.
void Merge::sift_down() {
  const std::size_t size = cursors_.size();
  std::size_t at = 0;
  for (std::size_t child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && goes_before(cursors_[child + 1], cursors_[child])) ++child;
    if (!goes_before(cursors_[child], cursors_[at])) return;
    std::swap(cursors_[child], cursors_[at]);
    at = child;
  }
}

}  // namespace tapbond
