#include "sensor/sessions/log_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iterator>

namespace tapbond::sessions {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7f; }

// In a string of JSON.
bool stands_for_itself(char c) {
  return is_plain(static_cast<unsigned char>(c)) && c != '"' && c != '\\';
}

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

void put_json(std::string& out, std::string_view text) {
  const auto to = std::back_inserter(out);
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    if (is_plain(c)) {
      const auto end = std::find_if_not(text.begin() + 1, text.end(), stands_for_itself);
      const auto size = static_cast<std::size_t>(end - text.begin());
      if (!stands_for_itself(text.front())) out += '\\';
      out += text.substr(0, size);
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

void put_tsv(std::string& out, std::string_view text, bool in_set) {
  if (text.empty()) {
    out += "(empty)";
    return;
  }
  const bool stands_for_nothing = text == "-";
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    if (is_plain(c) && c != '\\' && !(in_set && c == ',') && !stands_for_nothing) {
      out += each;
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", c);
    }
  }
}

}  // namespace

LogRow::LogRow(const LogSchema& schema, LogFormat format, bool with_path, std::string& out)
    : schema_(schema), format_(format), out_(out) {
  if (format_ != LogFormat::kJson) return;
  out_ += '{';
  if (!with_path) return;
  out_ += "\"_path\":\"";
  out_ += schema_.path;
  out_ += '"';
  first_ = false;
}

void LogRow::name() {
  if (format_ == LogFormat::kTsv) {
    if (next_ > 0) out_ += '\t';
    return;
  }
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += schema_.fields[next_].name;
  out_ += "\":";
}

void LogRow::end_field() {
  if (++next_ < schema_.fields.size()) return;
  out_ += format_ == LogFormat::kJson ? "}\n" : "\n";
}

LogRow& LogRow::unset() {
  if (format_ == LogFormat::kTsv) {
    name();
    out_ += '-';
  }
  end_field();
  return *this;
}

void LogRow::put(std::string_view value) {
  name();
  out_ += value;
  end_field();
}

void LogRow::put_seconds(std::int64_t nanoseconds) {
  const bool negative = nanoseconds < 0;
  const auto microseconds =
      static_cast<std::uint64_t>(negative ? -nanoseconds : nanoseconds) / 1000;
  // A million more, for the zeros in front.
  const fmt::format_int fraction(1'000'000 + microseconds % 1'000'000);
  if (negative) out_ += '-';
  put_number(microseconds / 1'000'000);
  out_ += '.';
  out_.append(fraction.data() + 1, fraction.size() - 1);
}

LogRow& LogRow::time(std::int64_t nanoseconds) {
  name();
  put_seconds(nanoseconds);
  end_field();
  return *this;
}

LogRow& LogRow::interval(std::int64_t nanoseconds) { return time(nanoseconds); }

LogRow& LogRow::fraction(double seconds) {
  put(fmt::format("{}", seconds));
  return *this;
}

void LogRow::put_number(std::uint64_t value) {
  const fmt::format_int digits(value);
  out_.append(digits.data(), digits.size());
}

LogRow& LogRow::count(std::uint64_t value) {
  name();
  put_number(value);
  end_field();
  return *this;
}

LogRow& LogRow::flag(bool value) {
  if (format_ == LogFormat::kJson) {
    put(value ? "true" : "false");
  } else {
    put(value ? "T" : "F");
  }
  return *this;
}

void LogRow::put_value(std::string_view value) {
  if (format_ == LogFormat::kTsv) {
    put_tsv(out_, value, false);
    return;
  }
  out_ += '"';
  put_json(out_, value);
  out_ += '"';
}

LogRow& LogRow::text(std::string_view value) {
  name();
  put_value(value);
  end_field();
  return *this;
}

LogRow& LogRow::address(const Address& value) { return text(value.text().view()); }

template <typename Values, typename Put>
LogRow& LogRow::put_all(const Values& values, const Put& put) {
  if (values.empty()) return unset();
  name();
  if (format_ == LogFormat::kJson) out_ += '[';
  bool first = true;
  for (const auto& value : values) {
    if (!first) out_ += ',';
    first = false;
    put(value);
  }
  if (format_ == LogFormat::kJson) out_ += ']';
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

LogRow& LogRow::intervals(std::span<const std::int64_t> seconds) {
  return put_all(seconds, [this](std::int64_t value) { put_seconds(value * kSecond); });
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
