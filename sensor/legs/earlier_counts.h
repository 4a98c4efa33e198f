// What was counted on an interface before its frames came here: by the sensor behind a feed, or by
// the program that wrote a file.
//
// None of it was received by tapbond, so that it is no part of a leg's own account; it is told of
// beside it, and in the interface's statistics of what is written.
#pragma once

#include "sensor/files/interface.h"

namespace tapbond {

// Of both together; what neither knows is not known.
InterfaceCounts sum_of(const InterfaceCounts& a, const InterfaceCounts& b);

// The same without so many frames, which count as another interface's now.
InterfaceCounts without(const InterfaceCounts& told, std::uint64_t frames);

class EarlierCounts {
 public:
  // Takes what a statistics block tells. That is since its start (first_ns): it takes the place of
  // what was told of the same start, and adds to what was told of others, which is how a sensor
  // that was started again counts.
  void tell(const InterfaceCounts& told);

  // Another section of the input goes on with the interface. What is told there without a start is
  // of another one.
  void begin_section();

  // Of all starts; what was never told is not known. Nothing is `delivered`.
  InterfaceCounts sum() const { return sum_of(of_other_starts_, latest_); }

 private:
  InterfaceCounts of_other_starts_;
  InterfaceCounts latest_;
};

// The statistics of an interface in what is written: what was told before its frames came here,
// with `here`, of the frames that did, in which nothing was dropped. What was told of them all is
// shown as it is, less what was filtered here, unless more has come since; otherwise, and where it
// was not told, what has come here and what was dropped make the sum.
InterfaceCounts with_earlier(const InterfaceCounts& earlier, const InterfaceCounts& here);

}  // namespace tapbond
