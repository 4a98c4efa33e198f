#include "bond/merge.h"

#include <algorithm>
#include <array>

namespace tapbond {
namespace {

// Frames that are put in order at once: few enough to stay in the processor's nearest cache.
constexpr std::size_t kBlock = 64;

template <typename Cursor>
bool goes_before(const Cursor& a, const Cursor& b) {
  return a.stamp != b.stamp ? a.stamp < b.stamp : a.leg < b.leg;
}

}  // namespace

std::int64_t distance(std::int64_t later, std::int64_t earlier) {
  const std::uint64_t apart =
      static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier);
  return static_cast<std::int64_t>(std::min(apart, static_cast<std::uint64_t>(Merge::kForever)));
}

Merge::Merge(std::size_t legs, std::vector<OrderCounts>& counts, FrameOrder order)
    : order_(order),
      watermarks_(legs, order == FrameOrder::kStamp ? kNever : kForever),
      counts_(&counts) {
  for (std::size_t leg = 0; leg < legs; ++leg) queues_.emplace_back(order);
  cursors_.reserve(legs);
}

void Merge::push(std::span<const Frame> frames) {
  held_ += frames.size();
  while (!frames.empty()) {
    const auto ends = [this](const Frame& a, const Frame& b) {
      return a.leg != b.leg || (b.stamp < a.stamp && order_ == FrameOrder::kStamp);
    };
    const auto last = std::adjacent_find(frames.begin(), frames.end(), ends);
    const auto run = last == frames.end()
                         ? frames
                         : frames.first(static_cast<std::size_t>(last - frames.begin()) + 1);
    count_late(run);
    queues_[run.front().leg].push(run);
    frames = frames.subspan(run.size());
  }
}

// Of one leg, none stamped before the one in front of it.
void Merge::count_late(std::span<const Frame> frames) {
  OrderCounts& counts = (*counts_)[frames.front().leg];
  for (const Frame& frame : frames) {
    if (frame.stamp >= newest_out_) break;
    ++counts.late;
    counts.max_late_ns = std::max(counts.max_late_ns, distance(newest_out_, frame.stamp));
  }
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
    if (frames != 0) enter_piece(cursors_.emplace_back(Cursor{.behind = frames, .leg = leg}));
    total += frames;
  }
  std::make_heap(cursors_.begin(), cursors_.end(),
                 [](const Cursor& a, const Cursor& b) { return goes_before(b, a); });
  total = std::min(total, limit);
  if (total == 0) return;
  held_ -= total;

  std::array<Frame, kBlock> block;
  while (total != 0) {
    const std::span<Frame> room(block.data(), std::min(total, kBlock));
    const std::size_t taken = cursors_.size() == 2 ? take_from_two(room) : take_from_first(room);
    out.insert(out.end(), block.data(), block.data() + taken);
    total -= taken;
  }
  for (Cursor& stopped : cursors_) queues_[stopped.leg].consume(stopped.taken_from_piece());
  // In order, but for late frames in front.
  if (order_ == FrameOrder::kStamp) newest_out_ = std::max(newest_out_, out.back().stamp);
}

// From the leg with the oldest frame. Tells how many: as many as there is room for where no other
// leg is left, or else one.
std::size_t Merge::take_from_first(std::span<Frame> room) {
  Cursor& first = cursors_.front();
  const std::size_t frames = cursors_.size() == 1 ? std::min(room.size(), first.in_piece()) : 1;
  std::copy_n(first.next, frames, room.begin());
  advance(0, frames);
  sift_down();
  return frames;
}

// From the two legs of a tap, the usual case, until one comes to the end of a piece. Which leg is
// next is nothing that a processor could guess, so the loop has no branch on it.
std::size_t Merge::take_from_two(std::span<Frame> room) {
  const std::size_t lower = cursors_[0].leg < cursors_[1].leg ? 0 : 1;
  const Frame* a = cursors_[lower].next;
  const Frame* b = cursors_[1 - lower].next;
  const std::size_t frames =
      std::min({room.size(), cursors_[0].in_piece(), cursors_[1].in_piece()});
  for (Frame& place : room.first(frames)) {
    const bool take_b = b->stamp < a->stamp;
    place = *(take_b ? b : a);
    b += take_b ? 1 : 0;
    a += take_b ? 0 : 1;
  }
  const auto from_a = static_cast<std::size_t>(a - cursors_[lower].next);
  // The higher position first: a cursor at its end gives its place to the last one.
  advance(1, lower == 1 ? from_a : frames - from_a);
  advance(0, lower == 0 ? from_a : frames - from_a);
  return frames;
}

void Merge::enter_piece(Cursor& cursor) const {
  const auto piece = queues_[cursor.leg].piece(0);
  const std::size_t frames = std::min(piece.size(), cursor.behind);
  cursor.first = cursor.next = piece.data();
  cursor.end = piece.data() + frames;
  cursor.behind -= frames;
  cursor.stamp = cursor.next->stamp;
}

// Moves on by so many frames of the piece: into the next one where it ends, or out of the way.
void Merge::advance(std::size_t index, std::size_t frames) {
  Cursor& cursor = cursors_[index];
  cursor.next += frames;
  if (cursor.next != cursor.end) {
    cursor.stamp = cursor.next->stamp;
    return;
  }
  queues_[cursor.leg].consume(cursor.taken_from_piece());
  if (cursor.behind != 0) {
    enter_piece(cursor);
  } else {
    cursor = cursors_.back();
    cursors_.pop_back();
  }
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
