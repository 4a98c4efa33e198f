// The session log's files: one for each kind of log, in a directory, or all of them on standard
// output.
//
// A file is begun with its first line, mode 0600. One that is there already is gone on with:
// nothing that was written before is replaced. Lines are written whole: what cannot be written
// whole is cut off again. Where they follow one another (-G), a file that is full gets the time of
// its beginning into its name: conn.2026-11-27-10-00-00.log, and a number where that name is taken.
//
// Who runs as root has all files opened by open_all() before root is given up.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sensor/posix/file_descriptor.h"
#include "sensor/sessions/log_row.h"

namespace tapbond::sessions {

struct LogOptions {
  std::string directory;  // "-": standard output; empty: nothing is kept
  LogFormat format = LogFormat::kJson;
  std::int64_t rotate_every = 0;  // nanoseconds of the packets' time; 0: never
};

// One line: what could not be done, and why.
class LogError : public std::runtime_error {
 public:
  LogError(const std::string& what, int error) : std::runtime_error(what), error_(error) {}
  int error() const { return error_; }  // errno

 private:
  int error_;
};

class Logs {
 public:
  explicit Logs(LogOptions options);
  ~Logs();
  Logs(const Logs&) = delete;
  Logs& operator=(const Logs&) = delete;

  // Makes the directory where there is none, and opens the files of these logs. Throws LogError.
  void open_all(std::span<const LogSchema* const> schemas);
  // Makes the directory, at least. Throws LogError.
  void open_directory();

  // A line of that log, which the caller fills in before anything else is asked of this.
  LogRow row(const LogSchema& schema);

  // What these do may fail, and throw LogError.
  void flush();
  void reached(std::int64_t stamp);  // of the packets: the time to begin other files
  void reopen();                     // somebody may have moved them away
  void finish();

  std::uint64_t lines() const { return lines_; }

 private:
  struct File {
    const LogSchema* schema = nullptr;
    FileDescriptor file;
    std::string before;  // the lines: the end of somebody's, a header
    LogRow::Out lines;
    bool made = false;     // by this run
    bool written = false;  // to
  };

  std::string path_of(const LogSchema& schema) const;
  File& file_of(const LogSchema& schema);
  void open(File& file);
  void write(File& file);
  void close(File& file);
  void rotate();

  const LogOptions options_;
  std::map<std::string, File> files_;                   // by path
  std::vector<std::pair<const LogSchema*, File*>> of_;  // whose lines go where, as far as asked
  std::int64_t begun_ = 0;                              // the period, by the packets' time
  std::uint64_t lines_ = 0;
};

}  // namespace tapbond::sessions
