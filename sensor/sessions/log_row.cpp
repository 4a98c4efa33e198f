#include "sensor/sessions/log_row.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <iterator>

namespace tapbond::sessions {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

constexpr bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7f; }

// Of each byte, whether it stands for itself in a string of JSON.
constexpr auto kStandsForItself = [] {
  std::array<bool, 256> stands{};
  for (unsigned c = 0; c < stands.size(); ++c)
    stands[c] = is_plain(static_cast<unsigned char>(c)) && c != '"' && c != '\\';
  return stands;
}();

bool stands_for_itself(char c) { return kStandsForItself[static_cast<unsigned char>(c)]; }

// The code point at the front of `text`, and the bytes that it takes; 0 bytes: it is no UTF-8.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;
};

CodePoint code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t size = first < 0x80       ? 1
                           : first >> 5 == 6  ? 2
                           : first >> 4 == 14 ? 3
                           : first >> 3 == 30 ? 4
                                              : 0;
  if (size == 0 || size > text.size()) return {};
  if (size == 1) return {first, 1};
  std::uint32_t value = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (byte(i) >> 6 != 2) return {};
    value = value << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value < 0xe000;
  if (value < kLeast[size] || value > 0x10ffff || surrogate) return {};
  return {value, size};
}

constexpr std::size_t kMostSeconds = 32;  // characters

// Answers with their end.
char* seconds_at(char* to, std::int64_t nanoseconds) {
  const bool negative = nanoseconds < 0;
  const auto microseconds =
      static_cast<std::uint64_t>(negative ? -nanoseconds : nanoseconds) / 1000;
  char* const end = to + kMostSeconds;
  if (negative) *to++ = '-';
  to = std::to_chars(to, end, microseconds / 1'000'000).ptr;
  *to++ = '.';
  auto fraction = static_cast<std::uint32_t>(microseconds % 1'000'000);
  constexpr int kDigits = 6;
  for (int i = kDigits; i-- > 0; fraction /= 10) to[i] = static_cast<char>('0' + fraction % 10);
  return to + kDigits;
}

void put_json(LogRow::Out& out, std::string_view text) {
  const auto to = std::back_inserter(out);
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    if (is_plain(c)) {
      const auto end = std::find_if_not(text.begin() + 1, text.end(), stands_for_itself);
      const auto size = static_cast<std::size_t>(end - text.begin());
      if (!stands_for_itself(text.front())) out.push_back('\\');
      out.append(text.substr(0, size));
      text.remove_prefix(size);
      continue;
    }
    const CodePoint point = code_point(text);
    if (point.bytes == 0) {
      fmt::format_to(to, "\\\\x{:02x}", c);
      text.remove_prefix(1);
      continue;
    }
    if (point.value >= 0x10000) {
      fmt::format_to(to, "\\u{:04x}\\u{:04x}", 0xd800 + ((point.value - 0x10000) >> 10),
                     0xdc00 + ((point.value - 0x10000) & 0x3ff));
    } else {
      fmt::format_to(to, "\\u{:04x}", point.value);
    }
    text.remove_prefix(point.bytes);
  }
}

void put_tsv(LogRow::Out& out, std::string_view text, bool in_set) {
  if (text.empty()) {
    out.append(std::string_view("(empty)"));
    return;
  }
  const bool stands_for_nothing = text == "-";
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    if (is_plain(c) && c != '\\' && !(in_set && c == ',') && !stands_for_nothing) {
      out.push_back(each);
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", c);
    }
  }
}

}  // namespace

LogRow::LogRow(const LogSchema& schema, LogFormat format, bool with_path, Out& out)
    : schema_(schema), format_(format), out_(out) {
  if (format_ != LogFormat::kJson || !with_path) return;
  fmt::format_to(std::back_inserter(out_), "{{\"_path\":\"{}\"", schema_.path);
  first_ = false;
}

// Where the next characters go, as many as `most`.
char* LogRow::room(std::size_t most) const {
  out_.try_reserve(out_.size() + most);
  return out_.data() + out_.size();
}

// Puts the name, or what parts the values, and answers with the place for the value.
char* LogRow::begin_field(std::size_t most) {
  const LogField& field = schema_.fields[next_];
  char* to = room(field.label.size() + most);
  if (format_ == LogFormat::kTsv) {
    if (next_ > 0) *to++ = '\t';
    return to;
  }
  std::memcpy(to, field.label.data(), field.label.size());
  if (first_) *to = '{';
  first_ = false;
  return to + field.label_size;
}

void LogRow::end_field(const char* end) {
  keep(end);
  end_field();
}

void LogRow::end_field() {
  if (++next_ < schema_.fields.size()) return;
  if (format_ == LogFormat::kJson) {
    if (first_) out_.push_back('{');
    out_.push_back('}');
  }
  out_.push_back('\n');
}

LogRow& LogRow::unset() {
  if (format_ == LogFormat::kTsv) {
    name();
    out_.push_back('-');
  }
  end_field();
  return *this;
}

LogRow& LogRow::time(std::int64_t nanoseconds) {
  end_field(seconds_at(begin_field(kMostSeconds), nanoseconds));
  return *this;
}

LogRow& LogRow::interval(std::int64_t nanoseconds) { return time(nanoseconds); }

LogRow& LogRow::fraction(double seconds) {
  name();
  fmt::format_to(std::back_inserter(out_), "{}", seconds);
  end_field();
  return *this;
}

LogRow& LogRow::count(std::uint64_t value) {
  constexpr std::size_t kMost = 20;
  char* const to = begin_field(kMost);
  end_field(std::to_chars(to, to + kMost, value).ptr);
  return *this;
}

LogRow& LogRow::flag(bool value) {
  const std::string_view text = format_ == LogFormat::kTsv ? (value ? "T" : "F")
                                : value                    ? "true"
                                                           : "false";
  end_field(std::ranges::copy(text, begin_field(text.size())).out);
  return *this;
}

void LogRow::put_value(std::string_view value) {
  if (format_ == LogFormat::kTsv) {
    put_tsv(out_, value, false);
    return;
  }
  out_.push_back('"');
  put_json(out_, value);
  out_.push_back('"');
}

LogRow& LogRow::text(std::string_view value) {
  name();
  put_value(value);
  end_field();
  return *this;
}

LogRow& LogRow::word(std::string_view value) {
  char* to = begin_field(value.size() + 2);
  const bool quoted = format_ == LogFormat::kJson;
  if (quoted) *to++ = '"';
  to = std::ranges::copy(value, to).out;
  if (quoted) *to++ = '"';
  end_field(to);
  return *this;
}

LogRow& LogRow::address(const Address& value) { return word(value.text().view()); }

template <typename Values, typename Put>
LogRow& LogRow::put_all(const Values& values, const Put& put) {
  if (values.empty()) return unset();
  name();
  if (format_ == LogFormat::kJson) out_.push_back('[');
  bool first = true;
  for (const auto& value : values) {
    if (!first) out_.push_back(',');
    first = false;
    put(value);
  }
  if (format_ == LogFormat::kJson) out_.push_back(']');
  end_field();
  return *this;
}

LogRow& LogRow::texts(std::span<const std::string> values) {
  return put_all(values, [this](const std::string& value) {
    if (format_ == LogFormat::kJson) {
      put_value(value);
    } else {
      put_tsv(out_, value, true);
    }
  });
}

LogRow& LogRow::empty_set() {
  name();
  out_.append(std::string_view(format_ == LogFormat::kJson ? "[]" : "(empty)"));
  end_field();
  return *this;
}

LogRow& LogRow::intervals(std::span<const std::int64_t> seconds) {
  return put_all(seconds, [this](std::int64_t value) {
    keep(seconds_at(room(kMostSeconds), value * kSecond));
  });
}

std::string log_header(const LogSchema& schema, std::int64_t begun) {
  const std::time_t second = begun / kSecond;
  std::tm parts{};
  gmtime_r(&second, &parts);
  char open[32];
  const std::size_t size = std::strftime(open, sizeof(open), "%Y-%m-%d-%H-%M-%S", &parts);
  std::string text = fmt::format(
      "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
      "#path\t{}\n#open\t{}\n#fields",
      schema.path, std::string_view(open, size));
  for (const LogField& field : schema.fields) text += fmt::format("\t{}", field.name);
  text += "\n#types";
  for (const LogField& field : schema.fields) text += fmt::format("\t{}", field.type);
  return text + '\n';
}

}  // namespace tapbond::sessions
