// The time stamp at the start of a line.
#pragma once

#include <cstdint>

#include "decoders/core/line.h"

namespace tapbond::text {

class Clock {
 public:
  Clock(TimeStyle style, bool nanoseconds) : style_(style), nanoseconds_(nanoseconds) {}

  // Appends the stamp (nanoseconds since 1970) and a space; nothing with TimeStyle::kNone. As
  // tcpdump 4.99 does, down to the times that it does not show: before 1970 and from 2038 to 2106,
  // and in TimeStyle::kEpoch the 32 bits of the seconds after that.
  void put(Line& line, std::int64_t stamp);

 private:
  void put_fraction(Line& line, std::uint32_t nanoseconds) const;
  void put_local(Line& line, std::int64_t seconds);
  // In what is shown: microseconds, or nanoseconds.
  void put_difference(Line& line, std::int64_t from, std::int64_t to) const;

  TimeStyle style_;
  bool nanoseconds_;
  std::int64_t reference_ = 0;  // the first stamp, or the one before, in what is shown; 0: none
  std::int64_t cached_second_ = -1;  // whose text is in cached_
  char cached_[32] = {};
  std::size_t cached_size_ = 0;
};

}  // namespace tapbond::text
