// How long a live run pauses between two passes over its legs.
//
// While frames flow, the legs are read at even times, and not each time a block is full: few large
// passes cost less than many small ones. Short against the hold; where a ring would be full sooner,
// it is read more often. All times in nanoseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sensor/run/leg_watch.h"

namespace tapbond {

// What a pass over the legs found.
enum class Load {
  kIdle,     // nothing
  kBusy,     // frames, and all of them were read
  kBacklog,  // more than it read
};

class Pace {
 public:
  static constexpr std::int64_t kMillisecond = 1'000'000;
  static constexpr std::int64_t kLongestTick = 5 * kMillisecond;
  static constexpr std::int64_t kShortestTick = kMillisecond;
  // Without frames: then their coming ends the pause.
  static constexpr std::int64_t kIdle = LegWatch::kEvery;

  // `ring`: bytes, of each leg.
  explicit Pace(std::size_t ring) : ring_(ring) {}

  // So much the fullest ring had when it was read. Half full, and they are read twice as often.
  void found(std::size_t bytes);

  // At most, after a pass that found so much. `due`: until the turn comes of the oldest frame that
  // is held, where one is.
  std::int64_t pause(Load load, std::optional<std::int64_t> due) const;

 private:
  std::size_t ring_;
  std::int64_t tick_ = kLongestTick;
};

}  // namespace tapbond
