#include "bond/leg_queue.h"

#include <algorithm>

namespace tapbond {
namespace {

constexpr auto kLaterFirst = [](const auto& a, const auto& b) {
  if (a.frame.stamp != b.frame.stamp) return a.frame.stamp > b.frame.stamp;
  return a.arrival > b.arrival;
};

}  // namespace

void LegQueue::push(const Frame& frame) {
  if (empty() || frame.stamp >= run_[place(run_head_ + run_size_ - 1)].stamp) {
    if (run_size_ == run_.size()) grow();
    run_[place(run_head_ + run_size_++)] = frame;
    return;
  }
  stragglers_.push_back({frame, arrivals_++});
  std::push_heap(stragglers_.begin(), stragglers_.end(), kLaterFirst);
}

void LegQueue::pop() {
  if (straggler_is_next()) {
    std::pop_heap(stragglers_.begin(), stragglers_.end(), kLaterFirst);
    stragglers_.pop_back();
    return;
  }
  run_head_ = place(run_head_ + 1);
  --run_size_;
}

void LegQueue::grow() {
  constexpr std::size_t kFirstSize = 1024;
  std::rotate(run_.begin(), run_.begin() + static_cast<std::ptrdiff_t>(run_head_), run_.end());
  run_head_ = 0;
  run_.resize(std::max(kFirstSize, 2 * run_.size()));
}

}  // namespace tapbond
