#include "decoders/core/line.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace tapbond::text {

void Line::dec(std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  put(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

void Line::put_formatted(fmt::string_view format, fmt::format_args values) {
  fmt::vformat_to(std::back_inserter(out_), format, values);
}

void Line::truncated() {
  put(" [|");
  put(protocol);
  put(']');
}

void Line::invalid() { put(" (invalid)"); }

}  // namespace tapbond::text
