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
#include "sensor/sessions/log_text.h"

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

class LogFiles {
 public:
  explicit LogFiles(LogOptions options);
  LogFiles(const LogFiles&) = delete;
  LogFiles& operator=(const LogFiles&) = delete;

  // What these do may fail, and throws LogError.

  // Makes the directory where there is none, and opens the files of these logs.
  void open_all(std::span<const LogSchema* const> schemas);
  // Makes the directory, at least.
  void open_directory();

  // The packets' time, nanoseconds, from which on what comes next was logged.
  void begin(std::int64_t stamp) { begun_ = stamp; }
  // Their lines wait until there are enough of them.
  void put(const LogRow::Rows& rows);
  void flush();
  void rotate();  // has others follow
  void reopen();  // somebody may have moved them away
  void finish();

 private:
  struct File {
    const LogSchema* schema = nullptr;
    FileDescriptor file;
    std::string before;  // the lines: the end of somebody's, a header
    fmt::memory_buffer lines;
    bool made = false;     // by this run
    bool written = false;  // to
  };

  std::string path_of(const LogSchema& schema) const;
  File& file_of(const LogSchema& schema);
  void open(File& file);
  void write(File& file);
  void close(File& file);

  const LogOptions options_;
  std::map<std::string, File> files_;                   // by path
  std::vector<std::pair<const LogSchema*, File*>> of_;  // whose lines go where, as far as asked
  std::int64_t begun_ = 0;
};

}  // namespace tapbond::sessions
