#include "bond/causal_window.h"

#include <algorithm>
#include <utility>

namespace tapbond {
namespace {

// What a frame pays in, and how much can be saved up: the frames that one leg may be behind.
constexpr std::int64_t kStepsPerFrame = 32;
constexpr std::int64_t kMostSteps = 4'000'000;

}  // namespace

CausalWindow::CausalWindow(std::size_t legs, std::vector<OrderCounts>& counts)
    : order_(&counts), legs_(legs), moves_(legs) {
  heads_.reserve(legs);
}

Ticket CausalWindow::push(const Frame& frame) {
  if (next_ / kChunk - gone_ / kChunk == chunks_.size()) make_room();
  const Ticket ticket = next_++;
  node(ticket) = {.frame = frame, .time = frame.stamp};
  ++held_;
  steps_ = std::min(steps_ + kStepsPerFrame, kMostSteps);
  if (frame.stamp < newest_out_) {
    OrderCounts& counts = (*order_)[frame.leg];
    ++counts.late;
    counts.max_late_ns = std::max(counts.max_late_ns, distance(newest_out_, frame.stamp));
  }
  insert(ticket);
  return ticket;
}

void CausalWindow::make_room() {
  const std::size_t before = chunks_.size();
  std::vector<Chunk> larger(std::max<std::size_t>(2 * before, 1));
  for (std::size_t i = 0; i < before; ++i) {
    const Ticket chunk = gone_ / kChunk + i;
    larger[chunk & (larger.size() - 1)] = std::move(chunks_[chunk & (before - 1)]);
  }
  for (Chunk& chunk : larger) {
    if (!chunk) chunk = std::make_unique<Node[]>(kChunk);
  }
  chunks_ = std::move(larger);
}

// Behind the last frame of its leg that is stamped no later; in front of all where it would take
// too long to find that one.
void CausalWindow::insert(Ticket ticket) {
  Node& fresh = node(ticket);
  Leg& leg = legs_[fresh.frame.leg];
  Ticket behind = leg.last;
  while (behind != kNone && node(behind).frame.stamp > fresh.frame.stamp) {
    behind = --steps_ < 0 ? kNone : node(behind).previous;
  }
  const Ticket ahead = behind == kNone ? leg.first : node(behind).next;
  fresh.previous = behind;
  fresh.next = ahead;
  (behind == kNone ? leg.first : node(behind).next) = ticket;
  (ahead == kNone ? leg.last : node(ahead).previous) = ticket;
  if (ahead != kNone) fresh.time = std::min(fresh.time, node(ahead).time);
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
  if (!lower(pair.cause, pair.effect)) {
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
  return true;
}

// Lowers a frame and those before it on its leg. False when that took back everything, because the
// circle closes or too much work was asked for.
bool CausalWindow::lower_run(Ticket from, std::int64_t time, Ticket effect) {
  time = std::max(time, newest_out_);
  for (Ticket at = from; at != kNone && node(at).time > time; at = node(at).previous) {
    if (at == effect || --steps_ < 0) {
      take_back();
      return false;
    }
    Node& lowered = node(at);
    journal_.push_back({.node = at, .before = lowered.time});
    lowered.time = time;
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
  while (!heads_.empty() && most != 0) {
    const std::uint16_t leg = heads_.front();
    const Ticket first = legs_[leg].first;
    if (before != Merge::kForever && node(first).time >= before) break;
    std::pop_heap(heads_.begin(), heads_.end(), later);
    emit(first, out, moved);
    --most;
    if (legs_[leg].first == kNone) {
      heads_.pop_back();
    } else {
      std::push_heap(heads_.begin(), heads_.end(), later);
    }
  }
  while (gone_ != next_ && node(gone_).out) ++gone_;
}

void CausalWindow::emit(Ticket ticket, std::vector<Frame>& out, std::vector<Moved>& moved) {
  Node& gone = node(ticket);
  Leg& leg = legs_[gone.frame.leg];
  leg.first = gone.next;
  (gone.next == kNone ? leg.last : node(gone.next).previous) = kNone;
  gone.out = true;
  --held_;
  for (std::uint32_t edge = gone.causes; edge != kNoEdge;) {
    const std::uint32_t next = edges_[edge].next;
    if (held(edges_[edge].cause)) {
      ++counts_.left;
    } else if (edges_[edge].wrong) {
      ++counts_.put_right;
    }
    edges_[edge].next = free_edges_;
    free_edges_ = edge;
    edge = next;
  }
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
