// The frames of one leg that wait for their turn, soonest stamp first.
//
// A leg delivers nearly in order, so the common frame is appended to a sorted run and costs a
// comparison. A frame older than the run's newest goes to a small heap beside it; whichever holds
// the older frame is next. However wild a leg's disorder, a frame costs O(log n).
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "bond/frame.h"

namespace tapbond {

class LegQueue {
 public:
  void push(const Frame& frame);

  bool empty() const { return run_.empty(); }
  std::size_t size() const { return run_.size() + stragglers_.size(); }

  // The oldest frame; of equal stamps, the first that arrived. Not when empty.
  const Frame& front() const {
    return straggler_is_next() ? stragglers_.front().frame : run_.front();
  }
  void pop();

 private:
  struct Straggler {
    Frame frame;
    std::uint64_t arrival;
  };

  // A straggler arrived behind every frame of the run that has its stamp, so the run goes first on
  // a tie. And as each is older than the run's newest, there are none once the run is used up.
  bool straggler_is_next() const {
    return !stragglers_.empty() && stragglers_.front().frame.stamp < run_.front().stamp;
  }

  std::deque<Frame> run_;
  std::vector<Straggler> stragglers_;  // a heap
  std::uint64_t arrivals_ = 0;
};

}  // namespace tapbond
