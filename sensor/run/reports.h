// To whom a run tells its numbers besides the terminal: the page while it goes on, files at its
// end.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include "sensor/checks/connection_watch.h"
#include "sensor/files/interface.h"
#include "sensor/report/page/page_server.h"
#include "sensor/report/run_numbers.h"
#include "sensor/run/mtu_watch.h"
#include "sensor/run/options.h"
#include "sensor/run/stream.h"
#include "sensor/sinks/record_file.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

class ConversationsNow;
class Traffic;

class Reports {
 public:
  // Takes the address and creates the file, with privileges that are given up later. Throws
  // std::runtime_error, SinkError and UsageError, with one clear line.
  explicit Reports(const Options& options);
  ~Reports();
  Reports(const Reports&) = delete;
  Reports& operator=(const Reports&) = delete;

  // Sums the stream up for --report, as one of its sinks. At most once.
  std::unique_ptr<Sink> make_onlooker();

  // Where the log of sessions tells what goes on, for the page; null where there is none. At most
  // once.
  std::shared_ptr<ConversationsNow> watch_conversations();

  // Answers who looks on, from here on. Throws std::runtime_error where a report cannot be written
  // with the privileges that are left.
  void start();

  // What the stream is to show its frames to; null where nobody looks on. Lives as long as this.
  ConnectionWatch* watch_connection(std::size_t legs);

  // True once a second, where somebody may look on: time to publish(). `now`: monotonic
  // nanoseconds.
  bool due(std::int64_t now);
  // `interfaces`: by row of the stream's table.
  void publish(const Stream& stream, std::vector<LegSummary> legs,
               const std::vector<InterfaceCounts>& interfaces);

  // Throws std::runtime_error when a file cannot be written.
  void conclude(const Stream& stream, const std::vector<LegSummary>& legs,
                const std::vector<InterfaceCounts>& interfaces,
                const std::vector<SinkCounts>& sinks);

 private:
  RunNumbers numbers_of(const Stream& stream, std::vector<LegSummary> legs,
                        const std::vector<InterfaceCounts>& interfaces,
                        std::vector<SinkCounts> sinks);
  void write_report(RunNumbers numbers);

  const Options& options_;
  std::int64_t began_ns_;
  std::unique_ptr<PageServer> page_;
  std::int64_t next_ = 0;
  std::unique_ptr<RecordFile> file_;
  std::optional<ConnectionWatch> connection_;
  std::optional<MtuWatch> mtus_;                           // of a live run
  std::shared_ptr<const ConversationsNow> conversations_;  // null: they are not watched
  std::future<std::unique_ptr<const Traffic>> traffic_;    // of the whole stream, for the report
};

}  // namespace tapbond
