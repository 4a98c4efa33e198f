#include "decoders/core/clock.h"

#include <ctime>

namespace tapbond::text {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t seconds_of(std::int64_t stamp) {
  return stamp >= 0 ? stamp / kSecond : -((-stamp + kSecond - 1) / kSecond);
}

}  // namespace

void Clock::put(Line& line, std::int64_t stamp) {
  const std::int64_t seconds = seconds_of(stamp);
  const auto fraction = static_cast<std::uint32_t>(stamp - seconds * kSecond);
  switch (style_) {
    case TimeStyle::kNone:
      return;
    case TimeStyle::kClock:
    case TimeStyle::kDate:
      put_local(line, seconds);
      put_fraction(line, fraction);
      break;
    case TimeStyle::kEpoch:
      line.print("{}", seconds);
      put_fraction(line, fraction);
      break;
    case TimeStyle::kDelta:
    case TimeStyle::kSinceFirst:
      if (!have_reference_) reference_ = stamp;
      have_reference_ = true;
      put_difference(line, reference_, stamp);
      if (style_ == TimeStyle::kDelta) reference_ = stamp;
      break;
  }
  line.put(' ');
}

void Clock::put_fraction(Line& line, std::uint32_t nanoseconds) const {
  char text[10];
  const unsigned digits = nanoseconds_ ? 9 : 6;
  std::uint32_t value = nanoseconds_ ? nanoseconds : nanoseconds / 1000;
  for (unsigned i = digits; i > 0; --i) {
    text[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  text[0] = '.';
  line.put(std::string_view(text, digits + 1));
}

void Clock::put_local(Line& line, std::int64_t seconds) {
  if (seconds != cached_second_ || cached_size_ == 0) {
    const std::time_t time = seconds;
    std::tm broken{};
    localtime_r(&time, &broken);
    cached_size_ =
        std::strftime(cached_, sizeof cached_,
                      style_ == TimeStyle::kDate ? "%Y-%m-%d %H:%M:%S" : "%H:%M:%S", &broken);
    cached_second_ = seconds;
  }
  line.put(std::string_view(cached_, cached_size_));
}

void Clock::put_difference(Line& line, std::int64_t from, std::int64_t to) const {
  const std::int64_t unit = nanoseconds_ ? 1 : 1000;
  std::int64_t distance = to / unit - from / unit;
  line.put(distance < 0 ? '-' : ' ');
  if (distance < 0) distance = -distance;
  distance *= unit;
  const std::int64_t seconds = distance / kSecond;
  line.print("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  put_fraction(line, static_cast<std::uint32_t>(distance % kSecond));
}

}  // namespace tapbond::text
