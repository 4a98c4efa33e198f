#include "sensor/posix/visible_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace tapbond {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Beyond ASCII: what the Unicode Character Database has as control (Cc), as separator of lines or
// paragraphs (Zl, Zp) or as format (Cf), as far as that leaves no mark of its own.
constexpr Range kUnseen[] = {
    {0x80, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},     {0x180e, 0x180e},
    {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},   {0xfeff, 0xfeff},
    {0xfff9, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

bool unseen(char32_t character) {
  return std::any_of(std::begin(kUnseen), std::end(kUnseen), [character](const Range& range) {
    return character >= range.first && character <= range.last;
  });
}

bool plain(char c) { return c >= ' ' && c < 0x7f; }

struct Character {
  char32_t value = 0;
  std::size_t size = 0;  // bytes; 0: there is none here
};

// The character of more than one byte that the text begins with: RFC 3629, which leaves out longer
// forms than needed, surrogates, and what is behind the last plane.
Character character_at(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  const std::size_t size = first < 0xc2   ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return {};
  char32_t value = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3f);
  }
  const bool longer_than_needed = value < (size == 3 ? 0x800U : size == 4 ? 0x10000U : 0x80U);
  const bool surrogate = value >= 0xd800 && value < 0xe000;
  if (longer_than_needed || surrogate || value > 0x10ffff) return {};
  return {value, size};
}

}  // namespace

std::string visible_text(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    std::size_t size = 1;
    if (plain(text.front())) {
      shown += text.front();
    } else if (const Character character = character_at(text); character.size == 0) {
      shown += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(text.front()));
    } else {
      size = character.size;
      const auto number = static_cast<std::uint32_t>(character.value);
      if (!unseen(character.value)) {
        shown += text.substr(0, size);
      } else {
        shown +=
            number > 0xffff ? fmt::format("\\U{:08x}", number) : fmt::format("\\u{:04x}", number);
      }
    }
    text.remove_prefix(size);
  }
  return shown;
}

}  // namespace tapbond
