// A line on a terminal that is written over as the run goes on.
#pragma once

#include <cstdint>
#include <string>

namespace tapbond {

class StatusLine {
 public:
  // Silent unless `wanted` and standard error is a terminal.
  explicit StatusLine(bool wanted);
  ~StatusLine() { clear(); }

  bool enabled() const { return enabled_; }

  // True about once a second: time to show() something new. `now`: monotonic nanoseconds.
  bool due(std::int64_t now);

  // Cut to the terminal's width.
  void show(const std::string& text);

  // Makes room for other lines.
  void clear();

 private:
  bool enabled_;
  bool shown_ = false;
  std::int64_t next_ = 0;
};

}  // namespace tapbond
