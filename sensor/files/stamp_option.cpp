#include "sensor/files/stamp_option.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <string>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond::stamp_option {

void store(std::int64_t stamp, std::uint8_t* to) {
  const std::uint64_t values[] = {static_cast<std::uint64_t>(stamp)};
  own_option::store(own_option::kStamp, values, false, to);
}

void store_comment(std::int64_t stamp, std::uint8_t* to) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t seconds = stamp / kSecond;
  std::int64_t nanoseconds = stamp % kSecond;
  if (nanoseconds < 0) {
    --seconds;
    nanoseconds += kSecond;
  }
  const auto time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  gmtime_r(&time, &utc);
  // Of the same length whatever the stamp is, which lies between 1677 and 2262.
  const std::string text = fmt::format(
      "moved by tapbond to before its effect; the kernel stamped it "
      "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:09} UTC",
      utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
      nanoseconds);
  constexpr std::size_t kHeader = 4;
  std::memset(to, 0, kCommentBytes);
  to = tapbond::store(to, static_cast<std::uint16_t>(pcapng::kComment));
  to = tapbond::store(to, static_cast<std::uint16_t>(text.size()));
  std::memcpy(to, text.data(), std::min(text.size(), kCommentBytes - kHeader));
}

bool is_one(std::uint16_t code, std::span<const std::uint8_t> value, bool swapped) {
  return own_option::is_one(own_option::kStamp, 1, code, value, swapped);
}

}  // namespace tapbond::stamp_option
