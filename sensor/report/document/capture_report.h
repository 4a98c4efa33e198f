// The report of a whole capture: one file of HTML that needs nothing beside it. Nothing in it runs
// (Content-Security-Policy), and all text from the capture stands in it as text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensor/report/run_numbers.h"
#include "sensor/traffic/traffic.h"

namespace tapbond {

struct CaptureReport {
  const RunNumbers& numbers;
  const Traffic& traffic;
  std::vector<std::string> command_line;  // words
  std::int64_t written_ns = 0;            // now
  bool live = false;                      // captured here and now
};

std::string capture_report(const CaptureReport& report);

}  // namespace tapbond
