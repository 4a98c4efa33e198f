#include "bond/merge.h"

#include <algorithm>

namespace tapbond {
namespace {

template <typename Head>
bool goes_before(const Head& a, const Head& b) {
  return a.stamp != b.stamp ? a.stamp < b.stamp : a.leg < b.leg;
}

// Stamps read from a damaged file can lie further apart than 63 bits tell.
std::int64_t distance(std::int64_t later, std::int64_t earlier) {
  const std::uint64_t apart =
      static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier);
  return static_cast<std::int64_t>(std::min(apart, static_cast<std::uint64_t>(Merge::kForever)));
}

}  // namespace

Merge::Merge(std::size_t legs, std::vector<OrderCounts>& counts)
    : queues_(legs), watermarks_(legs, kNever), counts_(&counts) {
  heads_.reserve(legs);
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
    if (!queue.empty()) oldest = std::min(oldest, queue.front().stamp);
  }
  return oldest;
}

void Merge::release(std::vector<Frame>& out) {
  // What is older than the newest frame out is late already: waiting would make it later.
  const std::int64_t due = std::max(lowest_watermark(), newest_out_);
  emit(due, held_, due, out);
}

void Merge::release_early(std::size_t frames, std::vector<Frame>& out) {
  emit(kForever, frames, std::max(lowest_watermark(), newest_out_), out);
}

void Merge::release_all(std::vector<Frame>& out) { emit(kForever, held_, kForever, out); }

// Frames with a stamp below `before`, at most `limit` of them; those not yet `due` count as early.
// kForever is above every stamp, also above the one that equals it.
void Merge::emit(std::int64_t before, std::size_t limit, std::int64_t due,
                 std::vector<Frame>& out) {
  heads_.clear();
  for (std::uint16_t leg = 0; leg < queues_.size(); ++leg) {
    if (!queues_[leg].empty()) heads_.push_back({queues_[leg].front().stamp, leg});
  }
  std::make_heap(heads_.begin(), heads_.end(),
                 [](const Head& a, const Head& b) { return goes_before(b, a); });

  while (!heads_.empty() && limit > 0 && (heads_.front().stamp < before || before == kForever)) {
    const std::uint16_t leg = heads_.front().leg;
    LegQueue& queue = queues_[leg];
    const Frame& frame = queue.front();
    if (frame.stamp >= due && due != kForever) ++(*counts_)[leg].early;
    newest_out_ = std::max(newest_out_, frame.stamp);
    out.push_back(frame);
    queue.pop();
    --held_;
    --limit;
    if (queue.empty()) {
      heads_.front() = heads_.back();
      heads_.pop_back();
    } else {
      heads_.front().stamp = queue.front().stamp;
    }
    sift_down();
  }
}

// Only the root may be out of place: its leg moved on to a later frame.
void Merge::sift_down() {
  const std::size_t size = heads_.size();
  std::size_t at = 0;
  for (std::size_t child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && goes_before(heads_[child + 1], heads_[child])) ++child;
    if (!goes_before(heads_[child], heads_[at])) return;
    std::swap(heads_[child], heads_[at]);
    at = child;
  }
}

}  // namespace tapbond
