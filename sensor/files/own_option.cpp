#include "sensor/files/own_option.h"

#include <algorithm>
#include <array>
#include <bit>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond::own_option {
namespace {

constexpr std::uint32_t kEnterprise = 32473;
constexpr std::size_t kHeader = 4;

constexpr std::array<std::uint8_t, 8> name_of(Kind kind) {
  return {'t', 'a', 'p', 'b', 'o', 'n', 'd', kind};
}

}  // namespace

void store(Kind kind, std::span<const std::uint64_t> values, bool swapped, std::uint8_t* to) {
  const std::uint16_t code = pcapng::kCustomBytes;
  const auto length = static_cast<std::uint16_t>(bytes(values.size()) - kHeader);
  to = tapbond::store(to, swapped ? __builtin_bswap16(code) : code);
  to = tapbond::store(to, swapped ? __builtin_bswap16(length) : length);
  to = tapbond::store(to, swapped ? __builtin_bswap32(kEnterprise) : kEnterprise);
  to = std::ranges::copy(name_of(kind), to).out;
  for (const std::uint64_t value : values) {
    to = tapbond::store(
        to, std::endian::native == std::endian::little ? __builtin_bswap64(value) : value);
  }
}

bool is_one(Kind kind, std::size_t values, std::uint16_t code, std::span<const std::uint8_t> value,
            bool swapped) {
  if (code != pcapng::kCustomBytes || value.size() != bytes(values) - kHeader) return false;
  return load<std::uint32_t>(value.data(), swapped) == kEnterprise &&
         std::ranges::equal(name_of(kind), value.subspan(sizeof kEnterprise, 8));
}

}  // namespace tapbond::own_option
