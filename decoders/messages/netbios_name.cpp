#include "decoders/messages/netbios_name.h"

#include <algorithm>
#include <cstddef>

namespace tapbond::messages {

std::string netbios_name(std::string_view text) {
  constexpr std::size_t kLetters = 32;  // two for each byte, its halves
  const bool encoded = text.size() == kLetters &&
                       std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'P'; });
  if (!encoded) return std::string(text);
  std::string name;
  for (std::size_t at = 0; at + 2 < kLetters; at += 2)
    name += static_cast<char>((text[at] - 'A') << 4 | (text[at + 1] - 'A'));
  const std::size_t last = name.find_last_not_of(std::string_view(" \0", 2));
  name.resize(last == std::string::npos ? 0 : last + 1);
  return name;
}

}  // namespace tapbond::messages
