// Tables of names: a field's value to its text, and a field's bits to theirs.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "decoders/core/line.h"

namespace tapbond::text {

struct Name {
  std::uint32_t value;
  std::string_view text;
};
using Names = std::span<const Name>;

// The value's row; null where the table has none.
const Name* find_name(Names names, std::uint32_t value);

// The value's text; empty where the table has none.
std::string_view name_of(Names names, std::uint32_t value);

// The value's text, or `unknown` with the value for its {}.
template <typename... T>
void put_name(Line& line, Names names, std::uint32_t value,
              fmt::format_string<std::uint32_t&> unknown) {
  if (const Name* name = find_name(names, value)) {
    line.put(name->text);
  } else {
    line.print(unknown, value);
  }
}

// The same behind a title. A value that cannot be read (it cuts the line) has no title either.
template <typename... T>
void put_name(Line& line, std::string_view title, Names names, std::uint32_t value,
              fmt::format_string<std::uint32_t&> unknown) {
  line.put(title);
  put_name(line, names, value, unknown);
}

// The texts of all bits that are set, `separator` between them; `none` where no row matches.
void put_bits(Line& line, Names names, std::uint32_t value, std::string_view none,
              std::string_view separator = ", ");

}  // namespace tapbond::text
