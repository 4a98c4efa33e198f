// The order that cause and effect prove, where stamps cannot be trusted to tell it.
//
// Inside a guest a frame is stamped when the driver gets round to its queue, not when it was on the
// wire, and two legs are two queues that are served late by different amounts: an answer can be
// stamped before its question. Three things hold all the same:
//
//  - A stamp is an upper bound: delivery can only delay.
//  - A leg is a queue: what is on it before another frame was on the wire before it.
//  - A cause was on the wire before its effect.
//
// So the latest times that break no rule are, with c[] for them,
//
//   c[i] = min(stamp[i], c[next on the leg of i], c[each effect of i] - 1 ns)
//
// and the order by c has no effect before its cause. Why this is sound: let t[] be the true times
// (or any times that keep the three rules, effects at least 1 ns behind their causes). By induction
// from the last frame backwards t[i] <= c[i], since t[i] is no later than any of the three. So no
// frame is moved further back than what is proven, none is ever moved forward, and a frame that
// nothing proves anything about keeps its stamp. The rules have a solution because the wire had
// one; evidence that contradicts itself (forged frames, an id used twice) shows as a circle, and
// what closes the circle is not believed.
//
// Frames wait here for `reach` behind the watermark of the merge, in which their causes can still
// turn up; then they are out, and a cause that comes later is counted as left.
//
// How much work a piece of evidence makes is bounded: each frame pays in a fixed number of steps,
// and evidence that would take more than was paid in is not believed either. Traffic cannot be
// forged that makes frames cost more than that. The memory is bounded by the caller, who pushes no
// more frames than he has asked for; evidence beyond kCausesPerFrame for each of those is not
// believed.
//
// Most frames are not moved, and leave in the order in which they came here: while that goes for
// all that wait, nothing is searched or compared for a frame that there is no evidence about.
//
// One thread. Knows no protocol: what is the cause of what, it is told.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "bond/frame.h"
#include "bond/merge.h"

namespace tapbond {

// A frame's number, in the order in which frames are pushed, from 0.
using Ticket = std::uint64_t;

// The frame `cause` was on the wire before the frame `effect`.
struct CausePair {
  Ticket cause;
  Ticket effect;
};

// Pairs: causes = right by their stamps + put_right + left + not yet out.
struct CausalCounts {
  std::uint64_t causes = 0;     // pairs that were told of
  std::uint64_t put_right = 0;  // of these, stamped the wrong way round and out in the right order
  std::uint64_t left = 0;       // out in the wrong order: the cause came when its effect was out,
                                // or the evidence contradicts itself
};

// Frames of one leg that are out with another time than their stamp.
struct MoveCounts {
  std::uint64_t moved = 0;
  std::int64_t max_moved_ns = 0;
};

// A frame that is out with another time than its stamp.
struct Moved {
  std::size_t position;  // in the vector that it was appended to
  std::int64_t stamp;    // as the kernel gave it, nanoseconds
};

class CausalWindow {
 public:
  // `counts` has a row per leg and outlives the window, which is to hold up to `most` frames.
  CausalWindow(std::size_t legs, std::size_t most, std::vector<OrderCounts>& counts);

  // Takes frames, in the order of (stamp, leg) but for late ones, which find their place. The
  // ticket of the first; those of the others follow.
  Ticket push(std::span<const Frame> frames);

  // Takes evidence. Either frame may be out by now.
  void link(std::span<const CausePair> pairs);

  // Appends frames whose time is before `before` to `out`, at most so many, in order, with that
  // time as their stamp; and to `moved` those that it changed.
  void release(std::int64_t before, std::size_t most, std::vector<Frame>& out,
               std::vector<Moved>& moved);

  // The same for the oldest `frames`, whether their turn, which is that of what is before `before`,
  // has come or not.
  void release_early(std::int64_t before, std::size_t frames, std::vector<Frame>& out,
                     std::vector<Moved>& moved);

  // What follows is stamped by a clock that was set: it does not compare with what is out. Not
  // while frames are held.
  void restart() { newest_out_ = newest_stamp_ = Merge::kNever; }

  std::size_t held() const { return held_; }
  // How many more frames it is to hold.
  std::size_t room() const { return most_ - std::min(most_, held_); }
  // The oldest time held; Merge::kForever when nothing is.
  std::int64_t oldest() const;

  // Bytes that it takes at most for so many frames, among which none stays far longer than others.
  static constexpr std::size_t memory(std::size_t most) {
    return most * (sizeof(Node) + kCausesPerFrame * sizeof(Edge));
  }

  const CausalCounts& counts() const { return counts_; }
  std::span<const MoveCounts> moves() const { return moves_; }
  // How far evidence moved a frame at most since this was asked last. Known before it is out.
  std::int64_t take_farthest_move() { return std::exchange(farthest_move_, 0); }

 private:
  static constexpr Ticket kNone = ~Ticket{0};
  static constexpr std::size_t kCausesPerFrame = 2;
  static constexpr std::uint32_t kNoEdge = ~std::uint32_t{0};

  struct alignas(64) Node {  // a line of the processor's cache
    Frame frame;
    std::int64_t time;  // c of the rule
    Ticket previous;    // on its leg; may be out
    Ticket next;
    std::uint32_t causes;
    bool out;
    bool out_of_turn;  // leaves at another place than the order of the tickets
  };

  static constexpr std::size_t kChunk = 1024;  // nodes
  using Chunk = std::unique_ptr<Node[]>;

  // To a cause, in the list of its effect.
  struct Edge {
    Ticket cause;
    std::uint32_t next;
    bool wrong;  // by the stamps
  };

  struct Leg {
    Ticket first = kNone;  // that is held
    Ticket last = kNone;
    Node* last_node = nullptr;
  };

  struct Lowered {
    Ticket node;
    std::int64_t before;
  };

  Node& node(Ticket ticket) {
    return chunks_[ticket / kChunk & (chunks_.size() - 1)][ticket % kChunk];
  }
  const Node& node(Ticket ticket) const { return const_cast<CausalWindow*>(this)->node(ticket); }
  bool held(Ticket ticket) const { return ticket >= gone_ && ticket != kNone && !node(ticket).out; }
  void make_room();
  void insert(Ticket ticket);
  bool is_late(const Frame& frame) const {
    return frame.stamp < newest_stamp_ || (frame.stamp == newest_stamp_ && frame.leg < newest_leg_);
  }
  static bool is_due(const Node& node, std::int64_t before) {
    return node.time < before || before == Merge::kForever;
  }
  void take_out_of_turn(Node& node) {
    if (!node.out_of_turn) ++out_of_turn_;
    node.out_of_turn = true;
  }
  void link(const CausePair& pair);
  bool lower(Ticket cause, Ticket effect);
  bool lower_run(Ticket from, std::int64_t time, Ticket effect);
  void take_back();
  std::uint32_t new_edge();
  void release_in_turn(std::int64_t before, std::size_t most, std::vector<Frame>& out);
  std::size_t release_by_leg(std::int64_t before, std::size_t most, std::vector<Frame>& out,
                             std::vector<Moved>& moved);
  void take_from_leg(const Node& gone) {
    Leg& leg = legs_[gone.frame.leg];
    leg.first = gone.next;
    if (gone.next == kNone) leg.last = kNone;
  }
  void settle_causes(const Node& gone);
  void emit(Ticket ticket, std::vector<Frame>& out, std::vector<Moved>& moved);

  std::size_t most_;
  std::vector<OrderCounts>* order_;
  std::vector<Leg> legs_;
  std::vector<MoveCounts> moves_;
  std::int64_t farthest_move_ = 0;
  CausalCounts counts_;
  std::vector<Chunk> chunks_;  // of nodes, by ticket: a ring whose size is a power of two
  Ticket gone_ = 0;            // the oldest that is not out, or next_
  Ticket next_ = 0;            // to be given
  std::size_t held_ = 0;
  std::size_t out_of_turn_ = 0;                // of these
  std::int64_t newest_stamp_ = Merge::kNever;  // pushed, and its leg
  std::uint16_t newest_leg_ = 0;
  std::vector<Edge> edges_;
  std::uint32_t free_edges_ = kNoEdge;
  std::size_t used_edges_ = 0;
  std::int64_t newest_out_ = Merge::kNever;
  std::int64_t steps_ = 0;            // paid in
  std::vector<Lowered> journal_;      // of one lower()
  std::vector<Ticket> to_look_at_;    // likewise: nodes whose causes may have to be lowered
  std::vector<std::uint16_t> heads_;  // of one release(): a heap of legs
};

}  // namespace tapbond
