// tapbond, listening in a namespace, and what it says of its run at the end.
#pragma once

#include <csignal>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/integration/process.h"

namespace tapbond::lab {

struct LegSummary {
  std::uint64_t received = 0;
  std::uint64_t written = 0;
  std::uint64_t filtered = 0;
  std::uint64_t dropped_by_kernel = 0;
  std::uint64_t dropped_by_interface = 0;
  std::uint64_t dropped_by_tapbond = 0;
  std::uint64_t late = 0;
  std::uint64_t early = 0;
  std::uint64_t unread = 0;
  std::uint64_t joined = 0;      // fragments, into others
  std::uint64_t duplicates = 0;  // left out
  std::uint64_t times_away = 0;
  double seconds_away = 0;
  std::uint64_t dropped_before_by_kernel = 0;  // on the leg's own sensor
  std::uint64_t dropped_before_by_interface = 0;
};

struct Summary {
  std::uint64_t captured = 0;
  std::uint64_t received_by_filter = 0;
  std::uint64_t dropped_by_kernel = 0;
  std::map<std::string, LegSummary> legs{};

  std::uint64_t written() const;
  std::uint64_t dropped() const;  // by kernel, interface and tapbond
};

// Every summary in what tapbond printed on standard error, in order. Fails the running test when
// one of them does not add up.
std::vector<Summary> summaries_in(const std::string& text);

struct Outcome {
  Result result;
  Summary summary;
};

class Sensor {
 public:
  // Returns when all legs listen; throws std::runtime_error with tapbond's words if that fails.
  Sensor(const std::string& netns, const std::vector<std::string>& legs,
         const std::vector<std::string>& options, Process::Options process_options = {});
  ~Sensor();  // shows what tapbond said, when the test has failed

  Process& process() { return process_; }

  Outcome stop(int signal = SIGINT);
  Outcome wait();

 private:
  Process process_;
};

// Text of a leg's summary line needs every field: throws std::runtime_error when it does not match.
LegSummary parse_leg_line(const std::string& line);

// What capture_check says of a file, `options` being its own.
std::map<std::string, std::uint64_t> check(const std::string& file,
                                           const std::vector<std::string>& options = {});

}  // namespace tapbond::lab
