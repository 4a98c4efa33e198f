#include "bond/leg_queue.h"

#include <algorithm>

namespace tapbond {
namespace {

// Below this the consumed front of a run is not worth moving the rest for.
constexpr std::size_t kCompactAt = 1024;

constexpr auto kLaterFirst = [](const auto& a, const auto& b) {
  if (a.frame.stamp != b.frame.stamp) return a.frame.stamp > b.frame.stamp;
  return a.arrival > b.arrival;
};

}  // namespace

void LegQueue::push(const Frame& frame) {
  if (empty() || frame.stamp >= run_.back().stamp) {
    run_.push_back(frame);
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
  ++head_;
  if (head_ == run_.size()) {
    run_.clear();
    head_ = 0;
  } else if (head_ >= kCompactAt && head_ > run_.size() / 2) {
    run_.erase(run_.begin(), run_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
}

}  // namespace tapbond
