// The frames of a batch that left with another time than the kernel stamped on them
// (bond/causal_window.h). Each has the mark marks::kMoved.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "bond/causal_window.h"
#include "bond/frame.h"

namespace tapbond {

class MovedFrames {
 public:
  MovedFrames() = default;

  // `batch`: the frame in front of which none is. `moved` by position, rising. Both are the
  // caller's.
  MovedFrames(const Frame* batch, std::span<const Moved> moved) : batch_(batch), moved_(moved) {}

  // What the kernel stamped on a frame with the mark: nanoseconds. The frame is one of the batch,
  // not a copy.
  std::int64_t stamp_of(const Frame& frame) const {
    const auto position = static_cast<std::size_t>(&frame - batch_);
    return std::lower_bound(moved_.begin(), moved_.end(), position,
                            [](const Moved& moved, std::size_t at) { return moved.position < at; })
        ->stamp;
  }

 private:
  const Frame* batch_ = nullptr;
  std::span<const Moved> moved_;
};

}  // namespace tapbond
