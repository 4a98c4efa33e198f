#include "bond/leg_queue.h"

#include <algorithm>
#include <limits>

namespace tapbond {
namespace {

constexpr std::size_t kFirstSize = 1024;
// A queue that a burst has made larger than this gives the memory back when it is empty again.
constexpr std::size_t kKeep = std::size_t{1} << 16;

constexpr auto kLaterFirst = [](const auto& a, const auto& b) {
  if (a.frame.stamp != b.frame.stamp) return a.frame.stamp > b.frame.stamp;
  return a.arrival > b.arrival;
};

bool is_before(std::int64_t stamp, std::int64_t before) {
  return stamp < before || before == std::numeric_limits<std::int64_t>::max();
}

}  // namespace

void LegQueue::push(const Frame& frame) {
  if (size_ != 0 && frame.stamp < at(size_ - 1).stamp) {
    stragglers_.push_back({frame, arrivals_++});
    std::push_heap(stragglers_.begin(), stragglers_.end(), kLaterFirst);
    return;
  }
  if (size_ == run_.size()) grow();
  run_[place(size_++)] = frame;
}

std::size_t LegQueue::settle(std::int64_t before) {
  const std::size_t due = run_before(before);
  joining_.clear();
  while (!stragglers_.empty() && is_before(stragglers_.front().frame.stamp, before)) {
    joining_.push_back(stragglers_.front().frame);
    std::pop_heap(stragglers_.begin(), stragglers_.end(), kLaterFirst);
    stragglers_.pop_back();
  }
  if (joining_.empty()) return due;

  // Room is made in front, and both are merged into it: what is written never passes what is read.
  while (size_ + joining_.size() > run_.size()) grow();
  head_ = place(run_.size() - joining_.size());
  size_ += joining_.size();
  std::size_t from_run = joining_.size();
  const std::size_t end_of_run = joining_.size() + due;
  std::size_t to = 0;
  for (const Frame& straggler : joining_) {
    // It arrived behind every frame of the run that has its stamp.
    while (from_run != end_of_run && at(from_run).stamp <= straggler.stamp) {
      run_[place(to++)] = at(from_run++);
    }
    run_[place(to++)] = straggler;
  }
  return end_of_run;
}

void LegQueue::consume(std::size_t frames) {
  head_ = place(frames);
  size_ -= frames;
  if (size_ == 0 && run_.size() > kKeep) {
    run_ = {};
    head_ = 0;
  }
}

std::int64_t LegQueue::oldest() const {
  const std::int64_t oldest = at(0).stamp;
  return stragglers_.empty() ? oldest : std::min(oldest, stragglers_.front().frame.stamp);
}

std::size_t LegQueue::run_before(std::int64_t before) const {
  std::size_t low = 0;
  std::size_t high = size_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_before(at(middle).stamp, before)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void LegQueue::grow() {
  std::rotate(run_.begin(), run_.begin() + static_cast<std::ptrdiff_t>(head_), run_.end());
  head_ = 0;
  run_.resize(std::max(kFirstSize, 2 * run_.size()));
}

}  // namespace tapbond
