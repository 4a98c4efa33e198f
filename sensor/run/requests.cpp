#include "sensor/run/requests.h"

#include <spdlog/spdlog.h>

#include <cstdio>

namespace tapbond {

bool Requests::stop_requested() {
  bool stop = false;
  while (const auto request = signals_.next()) {
    switch (*request) {
      case Signals::Request::kStop:
        stop = true;
        break;
      case Signals::Request::kReload:
        spdlog::info("asked to reload: files that were moved away are finished and begun anew");
        answers_.reload();
        break;
      case Signals::Request::kStatistics:
        print_numbers();
    }
  }
  return stop;
}

bool Requests::second_stop_requested() {
  while (const auto request = signals_.next()) {
    if (*request == Signals::Request::kStatistics) print_numbers();
  }
  return signals_.stops() > 1;
}

void Requests::print_numbers() {
  status_.clear();
  std::fputs(summary_text(answers_.summarize(), stream_.sinks(), stream_.bond().causal_counts(),
                          stream_.duplicates())
                 .c_str(),
             stderr);
}

}  // namespace tapbond
