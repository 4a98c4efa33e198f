#include "decoders/core/escape.h"

namespace tapbond::text {

void put_visible(Line& line, std::uint8_t c) {
  if (c >= 0x80) {
    line.put("M-");
    c = c & 0x7f;
  }
  if (c >= 0x20 && c < 0x7f) {
    line.put(static_cast<char>(c));
  } else {
    line.put('^');
    line.put(static_cast<char>(c ^ 0x40));
  }
}

bool put_text(Line& line, Bytes data, std::uint64_t offset, std::uint32_t count) {
  for (const char c : data.seen(offset, count)) put_visible(line, static_cast<std::uint8_t>(c));
  return data.has(offset, count);
}

std::uint32_t put_string(Line& line, Bytes data, std::uint64_t offset, std::uint32_t most) {
  std::uint32_t taken = 0;
  for (const char c : data.seen(offset, most)) {
    ++taken;
    if (c == 0) break;
    put_visible(line, static_cast<std::uint8_t>(c));
  }
  return taken;
}

}  // namespace tapbond::text
