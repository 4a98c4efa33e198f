#include "decoders/messages/http_head.h"

#include <algorithm>
#include <charconv>

namespace tapbond::messages {
namespace {

constexpr std::string_view kMark = "HTTP/";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Of the names of methods that there are; RFC 9110 allows more.
bool is_of_method(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_'; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

}  // namespace

std::optional<HttpRequestLine> read_http_request(std::string_view line) {
  const std::size_t method = line.find(' ');
  const std::size_t version = line.rfind(' ');
  if (method == 0 || method == std::string_view::npos || version <= method) return std::nullopt;
  if (!line.substr(version + 1).starts_with(kMark)) return std::nullopt;
  if (!std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(method), is_of_method))
    return std::nullopt;
  return HttpRequestLine{line.substr(0, method),
                         trimmed(line.substr(method + 1, version - method - 1)),
                         line.substr(version + 1 + kMark.size())};
}

std::optional<HttpStatusLine> read_http_status(std::string_view line) {
  if (!line.starts_with(kMark)) return std::nullopt;
  line.remove_prefix(kMark.size());
  const std::size_t version = line.find(' ');
  if (version == 0 || version == std::string_view::npos) return std::nullopt;
  HttpStatusLine status;
  status.version = line.substr(0, version);
  const std::string_view rest = trimmed(line.substr(version));
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), status.code);
  if (error != std::errc() || status.code < 100 || status.code > 999) return std::nullopt;
  status.reason = trimmed(rest.substr(static_cast<std::size_t>(end - rest.data())));
  return status;
}

std::optional<HttpField> read_http_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  return HttpField{trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && text.size() - i > 2 &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      decoded += static_cast<char>(value);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::optional<std::string> basic_user(std::string_view credentials) {
  constexpr std::string_view kScheme = "basic ";
  if (!same_word(credentials.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  std::string user;
  unsigned bits = 0;
  int count = 0;
  for (const char c : trimmed(credentials.substr(kScheme.size()))) {
    const int value = base64_value(c);
    if (value < 0) break;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const char byte = static_cast<char>(bits >> count);
    if (byte == ':') return user;
    user += byte;
  }
  return std::nullopt;
}

}  // namespace tapbond::messages
