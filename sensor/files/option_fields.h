// The numbers in the value of an option of pcapng, which are in the byte order of their section.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sensor/files/pcapng_format.h"

namespace tapbond {

struct OptionFields {
  std::size_t size = 0;  // bytes, of each number; 0: there are none
  std::size_t count = 1;
  std::size_t at = 0;      // where the first one is; what is around them has no byte order
  bool known = true;       // false: what the value is like is not known
  bool for_others = true;  // false: not to be copied
  bool swapped = false;    // it is in the other byte order than this machine's

  bool can_be_carried(std::size_t bytes) const {
    return for_others && (!swapped || (known && at + size * count <= bytes));
  }

  // To this machine's byte order.
  void convert(std::span<std::uint8_t> value) const {
    if (!swapped) return;
    for (std::size_t i = 0; i < count; ++i) {
      const auto number = value.subspan(at + i * size, size);
      std::reverse(number.begin(), number.end());
    }
  }
};

constexpr bool is_custom_option(std::uint16_t code) {
  return code == pcapng::kCustomText || code == pcapng::kCustomBytes ||
         code == pcapng::kCustomTextNotToBeCopied || code == pcapng::kCustomBytesNotToBeCopied;
}

// Of an option that any block may have; what follows their number is their owner's business. Not
// known for all others.
constexpr OptionFields fields_of_custom_option(std::uint16_t code) {
  return {.size = is_custom_option(code) ? sizeof(std::uint32_t) : 0,
          .known = is_custom_option(code),
          .for_others = code != pcapng::kCustomTextNotToBeCopied &&
                        code != pcapng::kCustomBytesNotToBeCopied};
}

}  // namespace tapbond
