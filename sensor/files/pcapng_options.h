// The list of options that a block of pcapng ends in (sensor/files/pcapng_format.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "sensor/files/byte_order.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond {

// Calls take(code, value) for each option, to the end of the list. Answers with the length of an
// option that claims more bytes than the block has left, which ends the list too.
template <typename Take>
std::optional<std::uint16_t> for_each_option(std::span<const std::uint8_t> list, bool swapped,
                                             Take take) {
  constexpr std::size_t kHeader = 4;
  while (list.size() >= kHeader) {
    const auto code = load<std::uint16_t>(list.data(), swapped);
    const auto length = load<std::uint16_t>(list.data() + 2, swapped);
    if (code == pcapng::kEndOfOptions) break;
    list = list.subspan(kHeader);
    if (pcapng::padded(length) > list.size()) return length;
    take(code, list.first(length));
    list = list.subspan(pcapng::padded(length));
  }
  return std::nullopt;
}

// A text that is the value of an option. Some writers end it with a NUL, which the format neither
// asks for nor forbids.
inline std::string option_text(std::span<const std::uint8_t> value) {
  std::string text(value.begin(), value.end());
  if (const auto nul = text.find('\0'); nul != std::string::npos) text.resize(nul);
  return text;
}

}  // namespace tapbond
