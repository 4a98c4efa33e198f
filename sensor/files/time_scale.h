// From the time stamps of a pcapng interface (if_tsresol, if_tsoffset) to nanoseconds since 1970.
//
// What is finer than a nanosecond is cut off; what 64 bits of nanoseconds cannot hold (the years
// 1677 to 2262) is moved to the nearest value that they can; holds() tells.
#pragma once

#include <cstdint>
#include <optional>

namespace tapbond {

class TimeScale {
 public:
  // Nothing for a resolution finer than 10^-19 or 2^-63 s, of which 64 bits do not hold one second.
  static std::optional<TimeScale> from(std::uint8_t tsresol, std::int64_t tsoffset_s);

  std::int64_t nanoseconds(std::uint64_t ticks) const {
    if (ticks <= exact_up_to_) return static_cast<std::int64_t>(ticks * multiplier_) + offset_ns_;
    return wide_nanoseconds(ticks);
  }

  // Whether nanoseconds() tells the time as it is. Slow, and needed only where that is the first or
  // the last there is.
  bool holds(std::uint64_t ticks) const;

 private:
  __extension__ using Wide = __int128;

  Wide exact(std::uint64_t ticks) const;
  std::int64_t wide_nanoseconds(std::uint64_t ticks) const;

  std::uint64_t exact_up_to_ = 0;  // ticks that the short computation cannot overflow with
  std::uint64_t multiplier_ = 1;   // nanoseconds in a tick: decimal, a nanosecond or coarser
  std::uint64_t divisor_ = 1;      // ticks in a nanosecond: decimal, finer than a nanosecond
  unsigned shift_ = 0;             // binary: ticks in a second, as a power of 2
  bool binary_ = false;
  std::int64_t offset_s_ = 0;
  std::int64_t offset_ns_ = 0;
};

}  // namespace tapbond
