// How true the order is in which the frames of several legs are stamped: of the frames that came in
// on one leg and caused one on another, how many were stamped behind it, and by how much.
//
// A cause was on the wire before its effect. That it is stamped later is the delay of its leg,
// less that of the other one and the time in between: the delay was not less than that.
//
// Memory is fixed. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "decoders/causes/cause_finder.h"
#include "sensor/checks/facts.h"

namespace tapbond {

class OrderWatch {
 public:
  OrderWatch();

  // Frames of Ethernet, as they came in.
  void add(std::span<const Frame> frames);

  const OrderFacts& facts() const { return facts_; }

 private:
  // Frames whose effects are looked for, of all legs: a power of two.
  static constexpr std::size_t kRemembered = std::size_t{1} << 16;

  struct Seen {
    std::int64_t stamp = 0;
    std::uint16_t leg = 0;
  };

  void compare(const Seen& cause, const Seen& effect);

  causes::CauseFinder finder_;
  causes::FrameNumber next_ = 0;
  std::vector<Seen> seen_;  // by number: a ring
  std::vector<causes::CauseAndEffect> found_;
  OrderFacts facts_;
};

}  // namespace tapbond
