// Takes the stream over a step of the host's clock (bond.h says what that is for the order).
#pragma once

#include <cstdint>

#include "sensor/posix/clock.h"
#include "sensor/run/clock_watch.h"
#include "sensor/run/stream.h"

namespace tapbond {

class ClockStepBridge {
 public:
  // The stream outlives it.
  explicit ClockStepBridge(Stream& stream) : stream_(stream) {}

  // Called with the time each time that frames were read, before the bond has them: they may be
  // stamped after a step. Says in the log when there was one; true when the legs' stamps jump with
  // it, which they do if they are the host's (`stamped_by_host`).
  bool cross(const Instant& now, bool stamped_by_host);

 private:
  Stream& stream_;
  ClockWatch watch_;
  std::int64_t ends_ = 0;  // monotonic; 0: no step is being bridged
};

}  // namespace tapbond
