#include "sensor/files/stamp_option.h"

#include <bit>
#include <cstring>

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

}  // namespace tapbond::stamp_option
