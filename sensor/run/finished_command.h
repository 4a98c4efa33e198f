// Runs a command on every finished file (-z), without a shell: COMMAND FILE.
//
// A process of its own does it, split off before this one opens a leg, starts a thread or limits
// its own system calls: it has nothing of theirs to pass on, and the sensor itself never starts a
// program. It has given up root for the user that makes the files. Commands run at once and side
// by side, with the lowest priority and no input, and what they print goes to standard error. A
// command that fails is reported in one line; its file is left as it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sensor/posix/file_descriptor.h"

namespace tapbond {

class FinishedCommand {
 public:
  // Looks the command up on the PATH and splits the process off; none for an empty command. Throws
  // std::runtime_error with one clear line. Call while the process has one thread.
  FinishedCommand(std::string command, const std::optional<std::string>& user);

  // Hands a file over. By any one thread; never waits.
  void run_on(const std::string& path);

  // No more files: the process ends when the last command has.
  void close() { static_cast<void>(requests_.close()); }
  // True when it has ended, after waiting for at most `wait_ms` milliseconds.
  bool ended(int wait_ms);
  // What failed, in one line; empty: nothing did. Known when the process has ended.
  std::string problem() const;

 private:
  std::string command_;
  FileDescriptor requests_;
  FileDescriptor report_;
  std::uint64_t asked_ = 0;  // files that were handed over, or should have been
  std::uint64_t failed_ = 0;
};

}  // namespace tapbond
