// One line of a log, by its values: of each field of the log's schema one, in their order, each put
// by one call; the row ends with its last field.
//
// Values are put down as they are, in a few nanoseconds each, behind those of the rows before. What
// a line looks like (sensor/sessions/log_text.h) is worked out on another thread
// (sensor/sessions/logs.h).
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "sensor/sessions/address.h"

namespace tapbond::sessions {

struct LogField {
  std::string_view name;
  // Zeek's: time, string, addr, port, enum, interval, count, bool, set[string] ...
  std::string_view type;
  // ,"name": as it stands in JSON. All of it is copied, in one step, and `label_size` of it kept.
  std::array<char, 32> label{};
  std::size_t label_size = 0;

  constexpr LogField() = default;
  constexpr LogField(std::string_view its_name, std::string_view its_type)
      : name(its_name), type(its_type) {
    for (const std::string_view part : {std::string_view(",\""), name, std::string_view("\":")}) {
      for (const char c : part) label[label_size++] = c;
    }
  }
};

struct LogSchema {
  std::string_view path;  // the log's name
  std::span<const LogField> fields;
};

// What is put down: one of these, then
enum class LogValue : char {
  kRow,        // const LogSchema*, of the values that follow
  kUnset,      // nothing
  kTime,       // std::int64_t, nanoseconds
  kFraction,   // double, seconds
  kCount,      // std::uint64_t
  kFlag,       // bool
  kAddress,    // Address
  kText,       // std::uint32_t, and so many characters
  kWord,       // likewise
  kTexts,      // std::uint32_t, and so many texts
  kIntervals,  // std::uint32_t, and so many std::int64_t, seconds
};

class LogRow {
 public:
  using Rows = fmt::memory_buffer;

  // Appends to `rows`. The schema is as long-lived as they are.
  LogRow(const LogSchema& schema, Rows& rows) : rows_(rows) { put(LogValue::kRow, &schema); }

  LogRow& time(std::int64_t nanoseconds) { return put(LogValue::kTime, nanoseconds); }
  LogRow& interval(std::int64_t nanoseconds) { return time(nanoseconds); }
  LogRow& interval_or_unset(std::int64_t nanoseconds) {
    return nanoseconds > 0 ? interval(nanoseconds) : unset();
  }
  // An interval that may be shorter than a microsecond.
  LogRow& fraction(double seconds) { return put(LogValue::kFraction, seconds); }
  LogRow& count(std::uint64_t value) { return put(LogValue::kCount, value); }
  LogRow& count_or_unset(std::uint64_t value) { return value == 0 ? unset() : count(value); }
  LogRow& text(std::string_view value) { return put(LogValue::kText, value); }
  LogRow& text_or_unset(std::string_view value) { return value.empty() ? unset() : text(value); }
  // Text of our own, of letters, digits and signs that no format escapes: it is not looked at.
  LogRow& word(std::string_view value) { return put(LogValue::kWord, value); }
  LogRow& word_or_unset(std::string_view value) { return value.empty() ? unset() : word(value); }
  LogRow& flag(bool value) { return put(LogValue::kFlag, value); }
  LogRow& address(const Address& value) { return put(LogValue::kAddress, value); }
  LogRow& endpoint(const Endpoint& value) { return address(value.address).count(value.port); }
  // A set or a vector; unset where empty.
  LogRow& texts(std::span<const std::string> values) {
    return values.empty() ? unset() : put_texts(values);
  }
  LogRow& empty_set() { return put_texts({}); }  // of which it is known that nothing is in it
  LogRow& intervals(std::span<const std::int64_t> seconds) {
    if (seconds.empty()) return unset();
    put(LogValue::kIntervals, size_of(seconds));
    for (const std::int64_t value : seconds) add(value);
    return *this;
  }
  LogRow& unset() {
    add(LogValue::kUnset);
    return *this;
  }

 private:
  template <typename Values>
  static std::uint32_t size_of(const Values& values) {
    return static_cast<std::uint32_t>(values.size());
  }

  template <typename Value>
  void add(const Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    const std::size_t size = rows_.size();
    rows_.try_resize(size + sizeof value);
    std::memcpy(rows_.data() + size, &value, sizeof value);
  }
  void add(std::string_view text) {
    add(size_of(text));
    rows_.append(text);
  }

  template <typename Value>
  LogRow& put(LogValue kind, const Value& value) {
    add(kind);
    add(value);
    return *this;
  }

  LogRow& put_texts(std::span<const std::string> values) {
    put(LogValue::kTexts, size_of(values));
    for (const std::string& value : values) add(std::string_view(value));
    return *this;
  }

  Rows& rows_;
};

}  // namespace tapbond::sessions
