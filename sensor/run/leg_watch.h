// Looks after the legs of a live run now and then: each notices here that it went away, or is back.
#pragma once

#include <cstdint>

#include "sensor/legs/leg.h"

namespace tapbond {

class LegWatch {
 public:
  static constexpr std::int64_t kEvery = 100'000'000;  // nanoseconds

  // The legs outlive it.
  explicit LegWatch(const Legs& legs) : legs_(legs) {}

  // Has the legs look, when it is time; true when it was. Warns when the last leg has gone. `now`:
  // monotonic nanoseconds.
  bool look(std::int64_t now);

  // As far as is known: an interface that is back may be another.
  bool stamped_by_host() const;

 private:
  const Legs& legs_;
  std::int64_t next_ = 0;
  bool all_away_ = false;
};

}  // namespace tapbond
