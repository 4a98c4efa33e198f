// A child process whose output is collected, which can be waited for, signalled, and is gone when
// its Process is.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tapbond::lab {

using namespace std::chrono_literals;

inline constexpr std::chrono::seconds kRunLimit = 90s;

// An open file descriptor, closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return fd_; }
  void reset();

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};
Pipe make_pipe();

struct Result {
  int status = 0;  // exit status, or 128 + the signal that ended it
  std::string out;
  std::string err;
  long max_rss_kib = 0;
};

class Process {
 public:
  struct Options {
    std::string netns{};  // network namespace to run in; empty: the test's own
    int stdin_fd = -1;    // -1: /dev/null. These are borrowed until the constructor returns.
    int stdout_fd = -1;   // -1: collected
  };

  // Throws std::system_error when it cannot be started; a command that does not exist ends with
  // status 127.
  Process(std::vector<std::string> command, const Options& options);
  ~Process();  // SIGKILL, when it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  bool running();

  std::string out() const;  // so far
  std::string err() const;

  // True as soon as `text` stands on its standard error; false when it ended without, or after
  // `limit`.
  bool wait_for_error_text(std::string_view text, std::chrono::seconds limit = 20s);

  // Throws std::runtime_error when it is still running after `limit`.
  Result wait(std::chrono::seconds limit = kRunLimit);

 private:
  std::vector<std::string> command_;
  pid_t pid_ = -1;
  bool ended_ = false;
  Result result_;
  Descriptor out_;
  Descriptor err_;
};

// Runs a command to its end, which must come within `limit`.
Result run(const std::vector<std::string>& command, const std::string& netns = "",
           std::chrono::seconds limit = kRunLimit);

// The same, and throws std::runtime_error with what it said when it does not exit with 0.
std::string must_run(const std::vector<std::string>& command, const std::string& netns = "",
                     std::chrono::seconds limit = kRunLimit);

// The numbers in `key=value` lines.
std::map<std::string, std::uint64_t> numbers_in(const std::string& key_value_lines);

// Tries until `condition` holds, for at most `limit`; the condition at the end.
bool eventually(const std::function<bool()>& condition, std::chrono::seconds limit = 20s);

}  // namespace tapbond::lab
