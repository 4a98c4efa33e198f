// The session log, for those who fill it in: rows of any logs, one after the other.
//
// They become lines of files (sensor/sessions/log_files.h) on a thread of this one's own, which is
// about half of what a log costs. Rows are handed to it many at a time, and while it is behind by a
// few such portions, who hands over the next one waits: memory is bounded.
//
// What goes wrong there is thrown by a later call as LogError, once: at the latest by finish().
// Rows that were handed over behind what could not be written are left out. Not thread-safe itself.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "sensor/sessions/log_files.h"
#include "sensor/sessions/log_row.h"

namespace tapbond::sessions {

class Logs {
 public:
  explicit Logs(LogOptions options);
  // Waits for what is on its way; what was not written by finish() may not be.
  ~Logs();
  Logs(const Logs&) = delete;
  Logs& operator=(const Logs&) = delete;

  // Before anything else: as LogFiles has them.
  void open_all(std::span<const LogSchema* const> schemas) { files_.open_all(schemas); }
  void open_directory() { files_.open_directory(); }

  // The caller fills it in before anything else is asked of this.
  LogRow row(const LogSchema& schema);

  // These do not wait until it is done, but for their turn.
  void flush();                      // has all rows written
  void reached(std::int64_t stamp);  // of the packets: the time to begin other files
  void reopen();                     // somebody may have moved them away

  // Has all rows written, ends the files, and waits for that.
  void finish();

 private:
  using Step = std::function<void(LogFiles&)>;
  struct Portion {
    LogRow::Rows rows;
    Step then;
  };

  void hand_over(Step then);
  void enqueue(std::unique_lock<std::mutex>& lock, Step then);
  void throw_problem();
  void run();
  void carry_out(const Portion& portion);

  const bool kept_;  // nowhere, otherwise
  const std::int64_t rotate_every_;
  std::optional<std::int64_t> begun_;  // the files, by the packets' time
  LogRow::Rows rows_;

  LogFiles files_;  // the thread's, once that has begun

  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable done_;
  std::deque<Portion> queue_;  // the first of them stays until it is done
  std::vector<LogRow::Rows> spares_;
  std::exception_ptr problem_;  // not thrown yet
  bool failed_ = false;         // the thread's own
  bool quit_ = false;

  std::thread thread_;  // last: it uses everything above
};

}  // namespace tapbond::sessions
