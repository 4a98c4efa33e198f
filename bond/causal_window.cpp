#include "bond/causal_window.h"

#include <algorithm>
#include <utility>

#include "bond/prefetch.h"

namespace tapbond {
namespace {

// Nodes are asked for so many ahead: what waits is more than fits the nearest caches.
constexpr std::size_t kNodesAhead = 16;
constexpr std::size_t kPairsAhead = 8;

template <typename Node>
std::uintptr_t ahead_of(const Node* place) {
  return reinterpret_cast<std::uintptr_t>(place) + kNodesAhead * sizeof(Node);
}

// What a frame pays in, and how much can be saved up: the frames that one leg may be behind.
constexpr std::int64_t kStepsPerFrame = 32;
constexpr std::int64_t kMostSteps = 4'000'000;

}  // namespace

CausalWindow::CausalWindow(std::size_t legs, std::size_t most, std::vector<OrderCounts>& counts)
    : most_(most), order_(&counts), legs_(legs), moves_(legs) {
  heads_.reserve(legs);
}

Ticket CausalWindow::push(std::span<const Frame> frames) {
  const Ticket first = next_;
  held_ += frames.size();
  steps_ = std::min(steps_ + kStepsPerFrame * static_cast<std::int64_t>(frames.size()), kMostSteps);
  while (!frames.empty()) {
    if (next_ / kChunk - gone_ / kChunk == chunks_.size()) make_room();
    Node* place = &node(next_);
    const auto fitting = frames.first(std::min(frames.size(), kChunk - next_ % kChunk));
    for (const Frame& frame : fitting) {
      prefetch_to_write(ahead_of(place), sizeof *place);
      Leg& leg = legs_[frame.leg];
      const Ticket ticket = next_++;
      *place = {.frame = frame,
                .time = frame.stamp,
                .previous = leg.last,
                .next = kNone,
                .causes = kNoEdge,
                .out = false,
                .out_of_turn = false};
      if (is_late(frame)) [[unlikely]] {
        insert(ticket);
      } else {
        newest_stamp_ = frame.stamp;
        newest_leg_ = frame.leg;
        (leg.last == kNone ? leg.first : leg.last_node->next) = ticket;
        leg.last = ticket;
        leg.last_node = place;
      }
      ++place;
    }
    frames = frames.subspan(fitting.size());
  }
  return first;
}

void CausalWindow::make_room() {
  const std::size_t before = chunks_.size();
  std::vector<Chunk> larger(std::max<std::size_t>(2 * before, 1));
  for (std::size_t i = 0; i < before; ++i) {
    const Ticket chunk = gone_ / kChunk + i;
    larger[chunk & (larger.size() - 1)] = std::move(chunks_[chunk & (before - 1)]);
  }
  for (Chunk& chunk : larger) {
    if (!chunk) chunk = std::make_unique_for_overwrite<Node[]>(kChunk);
  }
  chunks_ = std::move(larger);
}

// A late frame: behind the last one of its leg that is stamped no later; in front of all where it
// would take too long to find that one.
void CausalWindow::insert(Ticket ticket) {
  Node& fresh = node(ticket);
  Leg& leg = legs_[fresh.frame.leg];
  if (fresh.frame.stamp < newest_out_) {
    OrderCounts& counts = (*order_)[fresh.frame.leg];
    ++counts.late;
    counts.max_late_ns = std::max(counts.max_late_ns, distance(newest_out_, fresh.frame.stamp));
  }
  take_out_of_turn(fresh);
  Ticket behind = leg.last;
  while (held(behind) && node(behind).frame.stamp > fresh.frame.stamp) {
    behind = --steps_ < 0 ? kNone : node(behind).previous;
  }
  if (!held(behind)) behind = kNone;
  const Ticket ahead = behind == kNone ? leg.first : node(behind).next;
  fresh.previous = behind;
  fresh.next = ahead;
  (behind == kNone ? leg.first : node(behind).next) = ticket;
  if (ahead == kNone) {
    leg.last = ticket;
    leg.last_node = &fresh;
  } else {
    node(ahead).previous = ticket;
    fresh.time = std::min(fresh.time, node(ahead).time);
  }
}

void CausalWindow::link(std::span<const CausePair> pairs) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i + kPairsAhead < pairs.size()) {
      for (const Ticket ticket : {pairs[i + kPairsAhead].cause, pairs[i + kPairsAhead].effect}) {
        prefetch_to_write(reinterpret_cast<std::uintptr_t>(&node(ticket)), sizeof(Node));
      }
    }
    link(pairs[i]);
  }
}

void CausalWindow::link(const CausePair& pair) {
  ++counts_.causes;
  if (!held(pair.cause)) return;  // it is out, and its effect not before it
  const Node& cause = node(pair.cause);
  if (!held(pair.effect)) {
    ++counts_.left;
    return;
  }
  Node& effect = node(pair.effect);
  const bool wrong = effect.frame.stamp != cause.frame.stamp
                         ? effect.frame.stamp < cause.frame.stamp
                         : effect.frame.leg < cause.frame.leg;
  const bool room = used_edges_ < kCausesPerFrame * most_;
  if (!room || (cause.time >= effect.time && !lower(pair.cause, pair.effect))) {
    ++counts_.left;
    return;
  }
  const std::uint32_t edge = new_edge();
  edges_[edge] = {.cause = pair.cause, .next = effect.causes, .wrong = wrong};
  effect.causes = edge;
}

// Lowers the time of `cause` below that of `effect`, and all that this makes necessary. False, and
// nothing is changed, where it cannot be.
bool CausalWindow::lower(Ticket cause, Ticket effect) {
  if (node(effect).time == Merge::kNever) return false;
  journal_.clear();
  to_look_at_.clear();
  if (!lower_run(cause, node(effect).time - 1, effect)) return false;
  while (!to_look_at_.empty()) {
    const Node& lowered = node(to_look_at_.back());
    to_look_at_.pop_back();
    for (std::uint32_t edge = lowered.causes; edge != kNoEdge; edge = edges_[edge].next) {
      if (!held(edges_[edge].cause)) continue;
      if (!lower_run(edges_[edge].cause, lowered.time - 1, effect)) return false;
    }
  }
  for (const Lowered& entry : journal_) {
    const Node& moved = node(entry.node);
    farthest_move_ = std::max(farthest_move_, distance(moved.frame.stamp, moved.time));
  }
  return true;
}

// Lowers a frame and those before it on its leg. False when that took back everything, because the
// circle closes or too much work was asked for.
bool CausalWindow::lower_run(Ticket from, std::int64_t time, Ticket effect) {
  time = std::max(time, newest_out_);
  for (Ticket at = from; held(at) && node(at).time > time; at = node(at).previous) {
    if (at == effect || --steps_ < 0) {
      take_back();
      return false;
    }
    Node& lowered = node(at);
    journal_.push_back({.node = at, .before = lowered.time});
    lowered.time = time;
    take_out_of_turn(lowered);
    if (lowered.causes != kNoEdge) to_look_at_.push_back(at);
  }
  return true;
}

void CausalWindow::take_back() {
  for (auto entry = journal_.rbegin(); entry != journal_.rend(); ++entry) {
    node(entry->node).time = entry->before;
  }
}

std::uint32_t CausalWindow::new_edge() {
  ++used_edges_;
  if (free_edges_ == kNoEdge) {
    edges_.emplace_back();
    return static_cast<std::uint32_t>(edges_.size() - 1);
  }
  const std::uint32_t edge = free_edges_;
  free_edges_ = edges_[edge].next;
  return edge;
}

void CausalWindow::release(std::int64_t before, std::size_t most, std::vector<Frame>& out,
                           std::vector<Moved>& moved) {
  if (out_of_turn_ != 0) most -= release_by_leg(before, most, out, moved);
  if (out_of_turn_ == 0) release_in_turn(before, most, out);
}

// In the order of the tickets, while nothing is out of turn.
void CausalWindow::release_in_turn(std::int64_t before, std::size_t most, std::vector<Frame>& out) {
  std::size_t frames = 0;
  while (frames != most && gone_ != next_) {
    const Node* place = &node(gone_);
    const Ticket end = std::min(next_, (gone_ / kChunk + 1) * kChunk);
    for (; frames != most && gone_ != end; ++gone_, ++place) {
      prefetch_to_read(ahead_of(place), sizeof *place);
      if (place->out) continue;
      if (!is_due(*place, before)) break;
      take_from_leg(*place);
      if (place->causes != kNoEdge) settle_causes(*place);
      out.push_back(place->frame);
      ++frames;
    }
    if (gone_ != end) break;
  }
  held_ -= frames;
  if (frames != 0) newest_out_ = std::max(newest_out_, out.back().stamp);
}

// In the order of (time, leg), while something is out of turn. Tells how many.
std::size_t CausalWindow::release_by_leg(std::int64_t before, std::size_t most,
                                         std::vector<Frame>& out, std::vector<Moved>& moved) {
  const auto later = [this](std::uint16_t a, std::uint16_t b) {
    const std::int64_t time_a = node(legs_[a].first).time;
    const std::int64_t time_b = node(legs_[b].first).time;
    return time_a != time_b ? time_a > time_b : a > b;
  };
  heads_.clear();
  for (std::uint16_t leg = 0; leg < legs_.size(); ++leg) {
    if (legs_[leg].first != kNone) heads_.push_back(leg);
  }
  std::make_heap(heads_.begin(), heads_.end(), later);
  std::size_t frames = 0;
  while (!heads_.empty() && frames != most && out_of_turn_ != 0) {
    const std::uint16_t leg = heads_.front();
    if (!is_due(node(legs_[leg].first), before)) break;
    std::pop_heap(heads_.begin(), heads_.end(), later);
    emit(legs_[leg].first, out, moved);
    ++frames;
    if (legs_[leg].first == kNone) {
      heads_.pop_back();
    } else {
      std::push_heap(heads_.begin(), heads_.end(), later);
    }
  }
  while (gone_ != next_ && node(gone_).out) ++gone_;
  return frames;
}

// The frame leaves: which of its causes did so before it?
void CausalWindow::settle_causes(const Node& gone) {
  for (std::uint32_t edge = gone.causes; edge != kNoEdge;) {
    const std::uint32_t next = edges_[edge].next;
    if (held(edges_[edge].cause)) {
      ++counts_.left;
    } else if (edges_[edge].wrong) {
      ++counts_.put_right;
    }
    edges_[edge].next = free_edges_;
    free_edges_ = edge;
    --used_edges_;
    edge = next;
  }
}

void CausalWindow::emit(Ticket ticket, std::vector<Frame>& out, std::vector<Moved>& moved) {
  Node& gone = node(ticket);
  take_from_leg(gone);
  gone.out = true;
  --held_;
  if (gone.out_of_turn) --out_of_turn_;
  settle_causes(gone);
  newest_out_ = std::max(newest_out_, gone.time);
  out.push_back(gone.frame);
  out.back().stamp = gone.time;
  if (gone.time == gone.frame.stamp) return;
  moved.push_back({.position = out.size() - 1, .stamp = gone.frame.stamp});
  MoveCounts& counts = moves_[gone.frame.leg];
  ++counts.moved;
  counts.max_moved_ns = std::max(counts.max_moved_ns, distance(gone.frame.stamp, gone.time));
}

void CausalWindow::release_early(std::int64_t before, std::size_t frames, std::vector<Frame>& out,
                                 std::vector<Moved>& moved) {
  const std::size_t from = out.size();
  release(Merge::kForever, frames, out, moved);
  if (before == Merge::kForever) return;
  for (std::size_t i = from; i < out.size(); ++i) {
    if (out[i].stamp >= before) ++(*order_)[out[i].leg].early;
  }
}

std::int64_t CausalWindow::oldest() const {
  std::int64_t oldest = Merge::kForever;
  for (const Leg& leg : legs_) {
    if (leg.first != kNone) oldest = std::min(oldest, node(leg.first).time);
  }
  return oldest;
}

}  // namespace tapbond
