// Rows of a log as text, the way Zeek writes them: JSON objects, or tab-separated values.
//
// Whatever came from a packet is made harmless here: in JSON all but printable ASCII is escaped
// (bytes that are no UTF-8 as \\xNN, as Zeek does), in values between tabs all but printable ASCII
// as \xNN.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sensor/sessions/log_row.h"

namespace tapbond::sessions {

enum class LogFormat { kJson, kTsv };

// Rows that were filled in (LogRow), taken one after the other. They stay where they are.
class FilledRows {
 public:
  explicit FilledRows(const LogRow::Rows& rows) : left_(rows.data(), rows.size()) {}

  // The log that the next row belongs to; null behind the last one. Throws std::logic_error when
  // what was filled in before was no row of its log.
  const LogSchema* next();
  // Appends its line to `out`. `with_path`: the log's name goes first, where logs share a stream
  // (JSON).
  void put_line(LogFormat format, bool with_path, fmt::memory_buffer& out);

 private:
  std::string_view left_;
  const LogSchema* schema_ = nullptr;
};

// The lines that go before the rows of a file of tab-separated values. `begun`: nanoseconds.
std::string log_header(const LogSchema& schema, std::int64_t begun);

}  // namespace tapbond::sessions
