// To whom a run tells its numbers besides the terminal: the page while it goes on, a file at its
// end.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sensor/report/page/page_server.h"
#include "sensor/report/run_numbers.h"
#include "sensor/run/options.h"
#include "sensor/run/stream.h"
#include "sensor/sinks/record_file.h"

namespace tapbond {

class Reports {
 public:
  // Takes the address and creates the file, with privileges that are given up later. Throws
  // std::runtime_error, SinkError and UsageError, with one clear line.
  explicit Reports(const Options& options);
  Reports(const Reports&) = delete;
  Reports& operator=(const Reports&) = delete;

  // Answers who looks on, from here on.
  void start();

  // True once a second, where somebody may look on: time to publish(). `now`: monotonic
  // nanoseconds.
  bool due(std::int64_t now);
  void publish(const Stream& stream, std::vector<LegSummary> legs);

  // Throws SinkError when the file cannot be written.
  void conclude(const Stream& stream, const std::vector<LegSummary>& legs,
                const std::vector<SinkCounts>& sinks);

 private:
  RunNumbers numbers_of(const Stream& stream, std::vector<LegSummary> legs,
                        std::vector<SinkCounts> sinks) const;

  const Options& options_;
  std::int64_t began_ns_;
  std::unique_ptr<PageServer> page_;
  std::int64_t next_ = 0;
  std::unique_ptr<RecordFile> file_;
};

}  // namespace tapbond
