#include "decoders/core/clock.h"

#include <ctime>

namespace tapbond::text {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// Towards the past, before 1970 too.
std::int64_t whole(std::int64_t nanoseconds, std::int64_t unit) {
  return nanoseconds / unit - (nanoseconds % unit < 0 ? 1 : 0);
}

// tcpdump takes a time for wrong when this bit of its seconds is set: before 1970, and from 2038 to
// 2106.
template <typename Seconds>
bool put_error(Line& line, Seconds seconds) {
  const bool wrong = (static_cast<std::uint32_t>(seconds) & 0x8000'0000) != 0;
  if (wrong) line.put("[Error converting time]");
  return wrong;
}

}  // namespace

void Clock::put(Line& line, std::int64_t stamp) {
  const std::int64_t seconds = whole(stamp, kSecond);
  const auto fraction = static_cast<std::uint32_t>((stamp % kSecond + kSecond) % kSecond);
  switch (style_) {
    case TimeStyle::kNone:
      return;
    case TimeStyle::kClock:
    case TimeStyle::kDate:
      if (put_error(line, seconds)) break;
      put_local(line, seconds);
      put_fraction(line, fraction);
      break;
    case TimeStyle::kEpoch:
      if (put_error(line, seconds)) break;
      line.print("{}", static_cast<std::uint32_t>(seconds));
      put_fraction(line, fraction);
      break;
    case TimeStyle::kDelta:
    case TimeStyle::kSinceFirst: {
      const std::int64_t now = whole(stamp, nanoseconds_ ? 1 : 1000);
      if (reference_ == 0) reference_ = now;
      put_difference(line, reference_, now);
      if (style_ == TimeStyle::kDelta) reference_ = now;
      break;
    }
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
  const std::uint64_t per_second = nanoseconds_ ? 1'000'000'000 : 1'000'000;
  const bool back = to < from;
  // Further apart than 63 bits tell, perhaps.
  const std::uint64_t distance =
      static_cast<std::uint64_t>(back ? from : to) - static_cast<std::uint64_t>(back ? to : from);
  line.put(back ? '-' : ' ');
  const std::uint64_t seconds = distance / per_second;
  if (put_error(line, seconds)) return;
  line.print("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  put_fraction(line, static_cast<std::uint32_t>(distance % per_second * (nanoseconds_ ? 1 : 1000)));
}

}  // namespace tapbond::text
