#include "sensor/sessions/log_text.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <iterator>
#include <stdexcept>

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

void put_json(fmt::memory_buffer& out, std::string_view text) {
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

void put_tsv(fmt::memory_buffer& out, std::string_view text, bool in_set) {
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

template <typename Value>
Value take(std::string_view& from) {
  Value value;
  std::memcpy(&value, from.data(), sizeof value);
  from.remove_prefix(sizeof value);
  return value;
}

std::string_view take_text(std::string_view& from) {
  const auto size = take<std::uint32_t>(from);
  const std::string_view text = from.substr(0, size);
  from.remove_prefix(size);
  return text;
}

// The values of one row, on their way into a line.
class Line {
 public:
  Line(std::string_view& values, const LogSchema& schema, LogFormat format, bool with_path,
       fmt::memory_buffer& out)
      : values_(values), schema_(schema), json_(format == LogFormat::kJson), out_(out) {
    if (!json_ || !with_path) return;
    fmt::format_to(std::back_inserter(out_), "{{\"_path\":\"{}\"", schema_.path);
    first_ = false;
  }

  void put() {
    for (next_ = 0; next_ < schema_.fields.size(); ++next_) put_field();
    if (json_) {
      if (first_) out_.push_back('{');
      out_.push_back('}');
    }
    out_.push_back('\n');
  }

 private:
  // Where the next characters go, as many as `most`.
  char* room(std::size_t most) const {
    out_.try_reserve(out_.size() + most);
    return out_.data() + out_.size();
  }
  void keep(const char* end) const { out_.try_resize(static_cast<std::size_t>(end - out_.data())); }

  // Puts the name, or what parts the values, and answers with the place for the value.
  char* begin_field(std::size_t most) {
    const LogField& field = schema_.fields[next_];
    char* to = room(field.label.size() + most);
    if (!json_) {
      if (next_ > 0) *to++ = '\t';
      return to;
    }
    std::memcpy(to, field.label.data(), field.label.size());
    if (first_) *to = '{';
    first_ = false;
    return to + field.label_size;
  }
  void name() { keep(begin_field(0)); }

  void put_field();
  void put_count(std::uint64_t value);
  void put_flag(bool value);
  void put_word(std::string_view value);
  void put_value(std::string_view value, bool in_set);
  template <typename Put>
  void put_all(const Put& put);

  std::string_view& values_;
  const LogSchema& schema_;
  const bool json_;
  fmt::memory_buffer& out_;
  std::size_t next_ = 0;  // field
  bool first_ = true;
};

void Line::put_field() {
  switch (values_.empty() ? LogValue::kRow : take<LogValue>(values_)) {
    case LogValue::kRow:
      break;
    case LogValue::kUnset:
      if (json_) return;
      name();
      out_.push_back('-');
      return;
    case LogValue::kTime:
      keep(seconds_at(begin_field(kMostSeconds), take<std::int64_t>(values_)));
      return;
    case LogValue::kFraction:
      name();
      fmt::format_to(std::back_inserter(out_), "{}", take<double>(values_));
      return;
    case LogValue::kCount:
      put_count(take<std::uint64_t>(values_));
      return;
    case LogValue::kFlag:
      put_flag(take<bool>(values_));
      return;
    case LogValue::kAddress:
      put_word(take<Address>(values_).text().view());
      return;
    case LogValue::kText:
      name();
      put_value(take_text(values_), false);
      return;
    case LogValue::kWord:
      put_word(take_text(values_));
      return;
    case LogValue::kTexts:
      put_all([this] { put_value(take_text(values_), true); });
      return;
    case LogValue::kIntervals:
      put_all(
          [this] { keep(seconds_at(room(kMostSeconds), take<std::int64_t>(values_) * kSecond)); });
      return;
  }
  throw std::logic_error(fmt::format("a row of {} with too few values", schema_.path));
}

void Line::put_count(std::uint64_t value) {
  constexpr std::size_t kMost = 20;
  char* const to = begin_field(kMost);
  keep(std::to_chars(to, to + kMost, value).ptr);
}

void Line::put_flag(bool value) {
  const std::string_view text = json_ ? (value ? "true" : "false") : (value ? "T" : "F");
  keep(std::ranges::copy(text, begin_field(text.size())).out);
}

void Line::put_word(std::string_view value) {
  char* to = begin_field(value.size() + 2);
  if (json_) *to++ = '"';
  to = std::ranges::copy(value, to).out;
  if (json_) *to++ = '"';
  keep(to);
}

void Line::put_value(std::string_view value, bool in_set) {
  if (!json_) {
    put_tsv(out_, value, in_set);
    return;
  }
  out_.push_back('"');
  put_json(out_, value);
  out_.push_back('"');
}

template <typename Put>
void Line::put_all(const Put& put) {
  const auto count = take<std::uint32_t>(values_);
  name();
  if (json_) out_.push_back('[');
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0) out_.push_back(',');
    put();
  }
  if (json_) out_.push_back(']');
  if (!json_ && count == 0) out_.append(std::string_view("(empty)"));
}

}  // namespace

const LogSchema* FilledRows::next() {
  if (left_.empty()) return nullptr;
  if (take<LogValue>(left_) != LogValue::kRow) {
    throw std::logic_error(fmt::format("a row of {} with too many values", schema_->path));
  }
  return schema_ = take<const LogSchema*>(left_);
}

void FilledRows::put_line(LogFormat format, bool with_path, fmt::memory_buffer& out) {
  Line(left_, *schema_, format, with_path, out).put();
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
