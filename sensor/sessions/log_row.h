// One line of a log, as Zeek writes it: a JSON object, or tab-separated values.
//
// The fields are put in the order of the log's schema, each by one call; the row ends with its last
// field. Whatever came from a packet is made harmless here: in JSON all but printable ASCII is
// escaped (bytes that are no UTF-8 as \\xNN, as Zeek does), in values between tabs all but
// printable ASCII as \xNN.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sensor/sessions/address.h"

namespace tapbond::sessions {

enum class LogFormat { kJson, kTsv };

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

class LogRow {
 public:
  using Out = fmt::memory_buffer;

  // Appends to `out`. `with_path`: the log's name goes first, where logs share a stream (JSON).
  LogRow(const LogSchema& schema, LogFormat format, bool with_path, Out& out);

  LogRow& time(std::int64_t nanoseconds);
  LogRow& interval(std::int64_t nanoseconds);
  LogRow& interval_or_unset(std::int64_t nanoseconds) {
    return nanoseconds > 0 ? interval(nanoseconds) : unset();
  }
  LogRow& fraction(double seconds);  // an interval that may be shorter than a microsecond
  LogRow& count(std::uint64_t value);
  LogRow& count_or_unset(std::uint64_t value) { return value == 0 ? unset() : count(value); }
  LogRow& text(std::string_view value);
  LogRow& text_or_unset(std::string_view value) { return value.empty() ? unset() : text(value); }
  // Text of our own, of letters, digits and signs that no format escapes: it is not looked at.
  LogRow& word(std::string_view value);
  LogRow& word_or_unset(std::string_view value) { return value.empty() ? unset() : word(value); }
  LogRow& flag(bool value);
  LogRow& address(const Address& value);
  LogRow& endpoint(const Endpoint& value) { return address(value.address).count(value.port); }
  LogRow& texts(std::span<const std::string> values);  // a set or a vector; unset where empty
  LogRow& empty_set();                                 // of which it is known that nothing is in it
  LogRow& intervals(std::span<const std::int64_t> seconds);
  LogRow& unset();

 private:
  char* room(std::size_t most) const;
  void keep(const char* end) const { out_.try_resize(static_cast<std::size_t>(end - out_.data())); }
  char* begin_field(std::size_t most);
  void end_field(const char* end);
  void name() { keep(begin_field(0)); }
  void end_field();
  void put_value(std::string_view value);
  template <typename Values, typename Put>
  LogRow& put_all(const Values& values, const Put& put);

  const LogSchema& schema_;
  const LogFormat format_;
  Out& out_;
  std::size_t next_ = 0;
  bool first_ = true;
};

// The lines that go before the rows of a file of tab-separated values. `begun`: nanoseconds.
std::string log_header(const LogSchema& schema, std::int64_t begun);

}  // namespace tapbond::sessions
