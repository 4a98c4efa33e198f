#include "sensor/files/stamp_option.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"
#include "sensor/posix/clock.h"

namespace tapbond::stamp_option {

void store(std::int64_t stamp, std::uint8_t* to) {
  const std::uint64_t values[] = {static_cast<std::uint64_t>(stamp)};
  own_option::store(own_option::kStamp, values, false, to);
}

void store_comment(std::int64_t stamp, std::uint8_t* to) {
  const UtcTime utc = utc_time(stamp);
  const std::tm& parts = utc.parts;
  // Of the same length whatever the stamp is, which lies between 1677 and 2262.
  const std::string text = fmt::format(
      "moved by tapbond to before its effect; the kernel stamped it "
      "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:09} UTC",
      parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
      parts.tm_sec, utc.nanoseconds);
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
