// The end of listening: the legs take no further frames, and what the kernel accepted before that
// is still to be read. Some of it is in blocks that only a timer hands over.
#pragma once

#include <cstdint>

#include "sensor/legs/leg.h"

namespace tapbond {

class Settling {
 public:
  // The kernel gives a frame back one retire timer after it stopped; this is ten times that and
  // more. Nanoseconds.
  static constexpr std::int64_t kWaitFor = 1'000'000'000;

  // Stops the legs, which outlive it. `now` here and below: monotonic nanoseconds.
  Settling(const Legs& legs, std::int64_t now);

  // Frames came.
  void delivered(std::int64_t now) { give_up_ = now + kWaitFor; }

  // All legs have delivered what was accepted, or none delivered anything for too long.
  bool over(std::int64_t now) const;

 private:
  const Legs& legs_;
  std::int64_t give_up_;
};

}  // namespace tapbond
