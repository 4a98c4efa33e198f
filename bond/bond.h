// The bond: many legs in, one stream in non-decreasing time stamp order out.
//
// How it knows that a frame's turn has come
// -----------------------------------------
// A frame may go out when no leg can still deliver an older one. The bond learns how far each leg
// has been read through reached(leg, t), and the caller promises by it: from now on this leg
// delivers nothing stamped before t - hold. Frames older than the smallest such watermark go out.
// `hold` is thus everything that may lie between a frame's stamp and its delivery:
//
//  - Disorder within a leg. Frames that arrive on several processors are stamped before they are
//  put
//    into the leg's ring, so neighbours can swap, by nanoseconds to some milliseconds.
//  - The kernel's own delay. A ring hands frames over a block at a time: when the block is full, or
//    when a timer of T finds it unchanged. A block that was just begun when the timer fired is only
//    retired by the next firing, so a frame can wait up to 2 T (plus a timer tick) in a ring that
//    looks empty. A *silent* leg therefore says nothing about the present, only about now - 2 T,
//    and only if `now` was read before the ring was found empty: before all of its rings were,
//    where it has several, as they come to the leg with one clock and one T. How many bytes a block
//    has does not matter to this. (It does to how long nobody may read: small blocks, many timers.)
//    The live legs use T = hold / 4, at most 10 ms, which leaves half of the hold or more for the
//    timer's tick, for disorder, for what one ring of a leg keeps while the other delivers, and for
//    causes. T is never below 1 ms, though: a hold of a few milliseconds does not cover a silent
//    leg, and late frames will tell.
//  - For the feed of another sensor: how long that one holds its frames, the network between, and
//    how far apart the clocks of the two hosts are.
//  - For files, how far out of order another tool wrote them (the clock is then the file's own).
//
// Where the promise is broken all the same (a processor stalled for longer than the hold), the
// frame is let out at once and counted as late; nothing is dropped and nobody waits.
//
// Clock steps
// -----------
// Stamps from before and after a step of the clock do not compare, and for one hold after it legs
// still deliver frames of the old clock. Meanwhile a leg's promise is also one about the old clock:
// what that clock would show now, less the hold. Forward, that is all: frames of the new clock have
// larger stamps. Backward, by more than twice the hold, the bond also keeps two merges: frames
// nearer to the old clock join the old one, frames nearer to the new clock the new one; end_step()
// lets the rest of the old one out and goes on with the new. A smaller step backward is disorder
// that the hold covers, or shows as late frames.
//
// Causes before their effects
// ---------------------------
// Where stamps are not the wire's, the merge is only the first half: what it lets go is looked at
// by a Witness, who says what is the cause of what, and then waits another `reach` for its causes
// (bond/causal_window.h has the rule, and the argument for it). All in all a frame waits for hold +
// reach, and the watermark that lets it out lies that far back.
//
// One thread. Frames are plain values; the bytes they point at are never touched.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bond/causal_window.h"
#include "bond/frame.h"
#include "bond/merge.h"

namespace tapbond {

// Knows what frames cause. Called with each frame once, in the order of the stamps but for late
// ones, while its bytes are there.
class Witness {
 public:
  virtual ~Witness() = default;

  // Appends what the frames prove about the order: they, or what was seen before, are causes or
  // effects. Frames are named by their tickets; `first` is that of the first one here, and the
  // others' follow.
  virtual void look(std::span<const Frame> frames, Ticket first, std::vector<CausePair>& pairs) = 0;
};

class Bond {
 public:
  // Up to 65,535 legs; `hold` in nanoseconds. FrameOrder::kArrival is for one leg, and holds
  // nothing.
  Bond(std::size_t legs, std::int64_t hold, FrameOrder order = FrameOrder::kStamp);
  // Puts causes before their effects. `reach` in nanoseconds, for which up to `most` frames wait:
  // the oldest leave early where that is not enough. The witness outlives the bond. One leg is a
  // queue, whose order holds: its causes are only counted, and there is no reach.
  Bond(std::size_t legs, std::int64_t hold, std::int64_t reach, Witness& witness,
       std::size_t most = kMostInWindow);
  static constexpr std::size_t kMostInWindow = std::size_t{1} << 18;
  Bond(const Bond&) = delete;
  Bond& operator=(const Bond&) = delete;

  // Takes frames of any legs, each leg's as they came.
  void push(std::span<const Frame> frames);
  void push(const Frame& frame) { push({&frame, 1}); }

  // Leg `leg` has been read up to `stamp` on its clock; see above for what that promises. In a step
  // `stamp` may still be of the old clock; then nothing is promised on the new one.
  void reached(std::uint16_t leg, std::int64_t stamp);

  // Leg `leg` delivers nothing more: nobody waits for it.
  void ended(std::uint16_t leg);

  // Both may change at any time; what waits, waits by the new ones.
  void set_hold(std::int64_t hold) { hold_ = hold; }
  void set_reach(std::int64_t reach) { reach_ = reach; }

  // Appends frames whose turn has come, at most `most`: fewer means that these were all.
  void release(std::vector<Frame>& out, std::size_t most = Merge::kNoLimit);

  // Appends the oldest `frames`, due or not: for when memory is at its bound.
  void release_early(std::size_t frames, std::vector<Frame>& out);

  // Appends frames at the end of the run, when the turn of all has come; likewise.
  void release_all(std::vector<Frame>& out, std::size_t most = Merge::kNoLimit);

  // The clock went from `before` to `after` (nanoseconds) at this moment. True when the bond now
  // bridges the step; call end_step() one hold later. False when there is nothing to bridge, or
  // while another step is: end that one first.
  bool begin_step(std::int64_t before, std::int64_t after);
  void end_step(std::vector<Frame>& out);

  // Of the frames that the last of these calls appended, those that came out with another time than
  // their stamp.
  std::span<const Moved> moved() const { return moved_; }

  std::size_t held() const {
    return merge_.held() + (next_ ? next_->held() : 0) + (window_ ? window_->held() : 0);
  }
  // Nanoseconds that a frame waits for.
  std::int64_t hold() const { return hold_ + reach_; }

  // The oldest stamp held; Merge::kForever when nothing is.
  std::int64_t oldest() const;

  std::span<const OrderCounts> counts() const { return counts_; }
  // Zeros where causes are not looked for, and no rows where nothing is moved.
  CausalCounts causal_counts() const { return window_ ? window_->counts() : seen_on_one_leg_; }
  std::span<const MoveCounts> moves() const {
    return window_ ? window_->moves() : std::span<const MoveCounts>();
  }
  std::int64_t take_farthest_move() { return window_ ? window_->take_farthest_move() : 0; }

 private:
  std::int64_t watermark(std::int64_t stamp) const;
  std::int64_t due_in_window() const;
  std::int64_t due_at_end() const;
  std::int64_t before_reach(std::int64_t stamp) const;
  void examine();
  template <typename TakeFromMerge, typename Due>
  void release_through_window(TakeFromMerge take, Due due, std::size_t most,
                              std::vector<Frame>& out);
  void count_causes(std::span<const Frame> out);

  std::size_t legs_;
  std::int64_t hold_;
  std::int64_t reach_ = 0;
  Witness* witness_ = nullptr;
  std::vector<OrderCounts> counts_;
  std::vector<OrderCounts> counts_of_merge_;  // where the window has the last word
  Merge merge_;
  std::int64_t jump_ = 0;      // from the old clock to the new, while a step is being bridged
  std::optional<Merge> next_;  // frames of the new clock, while a step back is
  std::int64_t boundary_ = 0;  // stamps below it belong to next_
  std::optional<CausalWindow> window_;
  CausalCounts seen_on_one_leg_;
  Ticket seen_ = 0;  // frames there
  std::vector<Moved> moved_;
  std::vector<Frame> examined_;  // of one examine()
  std::vector<CausePair> pairs_;
};

}  // namespace tapbond
