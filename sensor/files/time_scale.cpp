#include "sensor/files/time_scale.h"

#include <algorithm>
#include <limits>

#include "sensor/files/pcapng_format.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

std::uint64_t power_of_ten(unsigned exponent) {
  std::uint64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

std::optional<TimeScale> TimeScale::from(std::uint8_t tsresol, std::int64_t tsoffset_s) {
  TimeScale scale;
  scale.offset_s_ = tsoffset_s;
  const unsigned exponent = tsresol & ~pcapng::kTsresolBinary;
  scale.binary_ = (tsresol & pcapng::kTsresolBinary) != 0;
  if (exponent > (scale.binary_ ? 63 : 19)) return std::nullopt;
  if (scale.binary_) {
    scale.shift_ = exponent;
  } else if (exponent > 9) {
    scale.divisor_ = power_of_ten(exponent - 9);
  } else {
    scale.multiplier_ = power_of_ten(9 - exponent);
  }

  const bool offset_fits = !__builtin_mul_overflow(tsoffset_s, kSecond, &scale.offset_ns_);
  if (offset_fits && !scale.binary_ && scale.divisor_ == 1) {
    const std::int64_t headroom = kMost - std::max<std::int64_t>(scale.offset_ns_, 0);
    scale.exact_up_to_ = static_cast<std::uint64_t>(headroom) / scale.multiplier_;
  } else if (!offset_fits) {
    scale.offset_ns_ = tsoffset_s < 0 ? kLeast : kMost;
  }
  return scale;
}

std::int64_t TimeScale::wide_nanoseconds(std::uint64_t ticks) const {
  return static_cast<std::int64_t>(std::clamp<Wide>(exact(ticks), kLeast, kMost));
}

bool TimeScale::holds(std::uint64_t ticks) const {
  const Wide nanoseconds = exact(ticks);
  return nanoseconds >= kLeast && nanoseconds <= kMost;
}

TimeScale::Wide TimeScale::exact(std::uint64_t ticks) const {
  Wide since_offset = ticks;
  if (binary_) {
    since_offset = since_offset * kSecond >> shift_;
  } else {
    since_offset = since_offset * multiplier_ / divisor_;
  }
  return since_offset + Wide{offset_s_} * kSecond;
}

}  // namespace tapbond
