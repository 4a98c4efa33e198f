#include "sensor/files/stamp_option.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <ctime>
#include <string>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond::stamp_option {
namespace {

constexpr std::uint32_t kEnterprise = 32473;
constexpr char kWhat[8] = {'t', 'a', 'p', 'b', 'o', 'n', 'd', 1};
constexpr std::uint16_t kValue = kBytes - 4;

}  // namespace

void store(std::int64_t stamp, std::uint8_t* to) {
  to = tapbond::store(to, static_cast<std::uint16_t>(pcapng::kCustomBytes));
  to = tapbond::store(to, kValue);
  to = tapbond::store(to, kEnterprise);
  std::memcpy(to, kWhat, sizeof kWhat);
  to += sizeof kWhat;
  const auto value = static_cast<std::uint64_t>(stamp);
  const bool swap = std::endian::native == std::endian::little;
  tapbond::store(to, swap ? __builtin_bswap64(value) : value);
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
  if (code != pcapng::kCustomBytes || value.size() != kValue) return false;
  return load<std::uint32_t>(value.data(), swapped) == kEnterprise &&
         std::memcmp(value.data() + sizeof kEnterprise, kWhat, sizeof kWhat) == 0;
}

}  // namespace tapbond::stamp_option
