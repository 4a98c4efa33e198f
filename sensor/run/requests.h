// What signals ask of a run, and the answers.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "sensor/posix/signals.h"
#include "sensor/report/status_line.h"
#include "sensor/report/summary.h"
#include "sensor/run/stream.h"

namespace tapbond {

// What a run does when a signal asks for it.
struct Answers {
  std::function<std::vector<LegSummary>()> summarize;
  std::function<void()> reload = [] {};
};

// Signals, status line and stream outlive it.
class Requests {
 public:
  Requests(Signals& signals, StatusLine& status, const Stream& stream, Answers answers)
      : signals_(signals), status_(status), stream_(stream), answers_(std::move(answers)) {}

  // Answers what was asked since the last call. True when a stop was among it.
  bool stop_requested();

  // The same at the end of a run, when files are finished anyway and a stop has to be asked for a
  // second time: true when it was, now or before.
  bool second_stop_requested();

  // One was asked for, and answered, before.
  bool is_stopping() const { return signals_.stops() > 0; }

 private:
  void print_numbers();

  Signals& signals_;
  StatusLine& status_;
  const Stream& stream_;
  Answers answers_;
};

}  // namespace tapbond
