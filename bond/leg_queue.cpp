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
  if (run_.empty() || frame.stamp >= run_.back().stamp) {
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
  run_.pop_front();
}

}  // namespace tapbond
