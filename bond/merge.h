// The ordered merge of several legs under one clock: the part of the bond between two clock steps.
//
// Output is in order of (stamp, leg, arrival). Nothing is dropped for it: a frame older than what
// is already out is let out next, and counted as late.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "bond/leg_queue.h"

namespace tapbond {

// What the order cost on one leg, in frames.
struct OrderCounts {
  std::uint64_t late = 0;        // came after their turn
  std::int64_t max_late_ns = 0;  // the largest distance behind the newest frame that was out
  std::uint64_t early = 0;       // let go before their turn because memory was at its bound
};

// From one stamp to a later one. Those read from a damaged file can lie further apart than 63 bits
// tell: then it is the most that they do.
std::int64_t distance(std::int64_t later, std::int64_t earlier);

class Merge {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();
  static constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

  // `counts` has a row per leg and outlives the merge. In the order of arrival nothing waits and
  // nothing is late.
  Merge(std::size_t legs, std::vector<OrderCounts>& counts, FrameOrder order = FrameOrder::kStamp);

  void push(std::span<const Frame> frames);
  void push(const Frame& frame) { push({&frame, 1}); }

  // Raises the watermark of one leg: it will deliver nothing older any more, or it will be late.
  void raise(std::uint16_t leg, std::int64_t stamp);
  std::int64_t watermark(std::uint16_t leg) const { return watermarks_[leg]; }
  std::int64_t lowest_watermark() const;

  // Moves frames older than all watermarks to the end of `out`, in order, at most so many.
  void release(std::vector<Frame>& out, std::size_t most = kNoLimit);

  // Moves the oldest `frames` to the end of `out` whether their turn has come or not.
  void release_early(std::size_t frames, std::vector<Frame>& out);

  // Moves everything to the end of `out`, whether due or not and without counting, at most so many.
  void release_all(std::vector<Frame>& out, std::size_t most = kNoLimit);

  std::size_t held() const { return held_; }

  // The stamp of the oldest frame held; kForever when there is none.
  std::int64_t oldest() const;

 private:
  // Where emit() stands in the settled frames of a leg, piece by piece.
  struct Cursor {
    std::int64_t stamp = 0;        // of `next`
    const Frame* first = nullptr;  // of the piece
    const Frame* next = nullptr;
    const Frame* end = nullptr;
    std::size_t behind = 0;  // settled frames behind the piece
    std::uint16_t leg = 0;

    std::size_t in_piece() const { return static_cast<std::size_t>(end - next); }
    std::size_t taken_from_piece() const { return static_cast<std::size_t>(next - first); }
  };

  void count_late(std::span<const Frame> frames);
  std::int64_t due() const;
  void emit(std::int64_t before, std::size_t limit, std::vector<Frame>& out);
  std::size_t take_from_first(std::span<Frame> room);
  std::size_t take_from_two(std::span<Frame> room);
  void enter_piece(Cursor& cursor) const;
  void advance(std::size_t index, std::size_t frames);
  void sift_down();

  FrameOrder order_;
  std::vector<LegQueue> queues_;
  std::vector<std::int64_t> watermarks_;
  std::vector<OrderCounts>* counts_;
  std::vector<Cursor> cursors_;  // of one emit(): a heap, the oldest frame on top
  std::size_t held_ = 0;
  std::int64_t newest_out_ = kNever;
};

}  // namespace tapbond
