#include "decoders/application/text_protocol.h"

#include <algorithm>

namespace tapbond::text {
namespace {

constexpr std::size_t kMostToken = 127;

bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool printable(char c) { return c >= ' ' && c < '\x7f'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// The word at the start of `rest`, which then begins at the next one; empty for none. Where the
// rest is not `whole`, the word has to end in it.
std::string_view take_word(std::string_view& rest, bool whole) {
  std::size_t size = 0;
  while (size < rest.size() && !space(rest[size])) {
    if (!printable(rest[size]) || size == kMostToken) return {};
    ++size;
  }
  if (size == rest.size() && !whole) return {};
  const std::string_view word = rest.substr(0, size);
  while (size < rest.size() && (rest[size] == ' ' || rest[size] == '\t')) ++size;
  rest.remove_prefix(size);
  return word;
}

bool same_word(std::string_view word, std::string_view command) {
  return std::ranges::equal(word, command, {}, lower, lower);
}

bool starts_message(Bytes data, const TextProtocol& protocol) {
  std::string_view text = data.seen(0, data.length());
  const bool whole = data.has(0, data.length());
  std::string_view word = take_word(text, whole);
  if (word.empty()) return false;
  for (const auto command : protocol.commands) {
    if (same_word(word, command)) return true;
  }
  if (protocol.code_is_second) word = take_word(text, whole);
  return word.size() == 3 && std::ranges::all_of(word, digit);
}

// Prints the line at `at` and steps over its end; false where there is nothing more to print.
bool put_line(Line& line, Bytes data, std::uint32_t& at, std::string_view before) {
  const std::uint32_t begin = at;
  const auto shown = [&](std::uint32_t end) {
    line.put(before);
    line.put(data.seen(begin, end - begin));
  };
  for (std::uint32_t i = begin; i < data.length(); ++i) {
    const char c = static_cast<char>(data.u8(i));
    if (line.cut()) return false;
    if (c == '\n') {
      shown(i);
      at = i + 1;
      return true;
    }
    if (c == '\r') {
      if (i + 1 >= data.length()) return false;
      if (data.u8(i + 1) != '\n' || line.cut()) return false;
      shown(i);
      at = i + 2;
      return true;
    }
    if (!printable(c) && c != '\t') return false;
  }
  shown(data.length());
  line.truncated();
  return false;
}

}  // namespace

void put_text_protocol(Line& line, Bytes data, const TextProtocol& protocol) {
  line.protocol = protocol.mark;
  line.put(protocol.title);
  if (!protocol.commands.empty() && !starts_message(data, protocol)) return;
  std::uint32_t at = 0;
  if (line.verbosity() == 0) {
    put_line(line, data, at, ": ");
    return;
  }
  line.print(", length: {}", data.length());
  while (at < data.length() && put_line(line, data, at, "\n\t")) {
  }
}

}  // namespace tapbond::text
