#include "sensor/run/finished_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sensor/linux/privileges.h"
#include "sensor/posix/signals.h"
#include "sensor/posix/thread_name.h"

namespace tapbond {
namespace {

constexpr int kReapEveryMs = 200;
constexpr int kLowestPriority = 19;
constexpr int kCannotRun = 127;

bool is_program(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

void look_up(const std::string& command) {
  if (command.find('/') != std::string::npos) {
    if (is_program(command)) return;
    throw std::runtime_error(
        fmt::format("-z {}: cannot be run: {}", command, std::strerror(errno)));
  }
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (is_program(folder + '/' + command)) return;
  }
  throw std::runtime_error(fmt::format(
      "-z {}: there is no such command on the PATH; name a program that takes a file", command));
}

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  return {FileDescriptor::owned(ends[0]), FileDescriptor::owned(ends[1])};
}

// In the child: never returns.
[[noreturn]] void execute(const std::string& command, const std::string& path) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1}) {
    std::signal(signal, SIG_DFL);
  }
  let_requests_through();
  ::setpriority(PRIO_PROCESS, 0, kLowestPriority);
  // A name that looks like an option is none.
  std::string file = path.front() == '-' ? "./" + path : path;
  std::string name = command;
  std::array<char*, 3> arguments = {name.data(), file.data(), nullptr};
  ::execvp(name.c_str(), arguments.data());
  spdlog::error("-z {}: cannot be run: {}", command, std::strerror(errno));
  ::_exit(kCannotRun);
}

// The process that runs the commands.
class Runner {
 public:
  Runner(std::string command, FileDescriptor requests)
      : command_(std::move(command)), requests_(std::move(requests)) {}

  // Until there are no more requests, and then until the last command has ended. How many failed.
  std::uint64_t run() {
    while (read_requests()) reap(WNOHANG);
    while (!running_.empty()) reap(0);
    return failed_;
  }

 private:
  // Paths, each with a 0 behind it. False at the end.
  bool read_requests() {
    pollfd entry{requests_.get(), POLLIN, 0};
    if (::poll(&entry, 1, running_.empty() ? -1 : kReapEveryMs) <= 0) return true;
    std::array<std::uint8_t, PATH_MAX> piece;
    const ssize_t got = requests_.read(piece);
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    for (ssize_t i = 0; i < got; ++i) {
      const auto letter = static_cast<char>(piece[static_cast<std::size_t>(i)]);
      if (letter != '\0') {
        path_ += letter;
      } else {
        start(std::exchange(path_, {}));
      }
    }
    return true;
  }

  void start(std::string path) {
    const pid_t child = ::fork();
    if (child == 0) execute(command_, path);
    if (child < 0) {
      fail(path, fmt::format("cannot be started: {}", std::strerror(errno)));
    } else {
      running_.emplace(child, std::move(path));
    }
  }

  void reap(int how) {
    int status = 0;
    for (;;) {
      const pid_t child = ::waitpid(-1, &status, how);
      const auto found = running_.find(child);
      if (found == running_.end()) return;
      if (WIFSIGNALED(status)) {
        fail(found->second, fmt::format("ended by signal {}", WTERMSIG(status)));
      } else if (WEXITSTATUS(status) != 0) {
        fail(found->second, fmt::format("exit status {}", WEXITSTATUS(status)));
      }
      running_.erase(found);
      if (running_.empty()) return;
    }
  }

  void fail(const std::string& path, const std::string& how) {
    ++failed_;
    spdlog::warn("-z {} {}: {}; the file is left as it is", command_, path, how);
  }

  std::string command_;
  FileDescriptor requests_;
  std::string path_;  // as far as it was read
  std::map<pid_t, std::string> running_;
  std::uint64_t failed_ = 0;
};

// A Ctrl-C at the terminal, or the end of a service, is for the sensor: its last files come then.
// So are its input and its output.
void stand_back() {
  ::setpgid(0, 0);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  name_this_thread("tapbond-z");
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1}) {
    std::signal(signal, SIG_IGN);
  }
}

}  // namespace

FinishedCommand::FinishedCommand(std::string command, const std::optional<std::string>& user)
    : command_(std::move(command)) {
  if (command_.empty()) return;
  look_up(command_);
  Pipe requests = make_pipe();
  Pipe report = make_pipe();
  ::fcntl(requests.write.get(), F_SETFL, O_NONBLOCK);
  const pid_t child = ::fork();
  if (child < 0) {
    throw std::runtime_error(
        fmt::format("-z {}: cannot be prepared: {}", command_, std::strerror(errno)));
  }
  if (child == 0) {
    stand_back();
    static_cast<void>(requests.write.close());
    static_cast<void>(report.read.close());
    try {
      drop_privileges(user, false);
    } catch (const std::exception&) {
      ::_exit(1);  // the sensor says the same of itself
    }
    const std::uint64_t failed = Runner(command_, std::move(requests.read)).run();
    std::array<std::uint8_t, sizeof failed> bytes;
    std::memcpy(bytes.data(), &failed, sizeof failed);
    static_cast<void>(report.write.write(bytes));
    ::_exit(0);
  }
  requests_ = std::move(requests.write);
  report_ = std::move(report.read);
}

void FinishedCommand::run_on(const std::string& path) {
  if (!requests_) return;
  ++asked_;
  const std::span bytes{reinterpret_cast<const std::uint8_t*>(path.c_str()), path.size() + 1};
  if (::write(requests_.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    ++failed_;
    spdlog::warn("-z {} was not run on {}: {}; the file is left as it is", command_, path,
                 std::strerror(errno));
  }
}

bool FinishedCommand::ended(int wait_ms) {
  if (!report_) return true;
  pollfd entry{report_.get(), POLLIN, 0};
  if (::poll(&entry, 1, wait_ms) <= 0) return false;
  std::uint64_t failed = 0;
  std::array<std::uint8_t, sizeof failed> bytes;
  if (report_.read(bytes) == static_cast<ssize_t>(bytes.size())) {
    std::memcpy(&failed, bytes.data(), sizeof failed);
    failed_ += failed;
  } else {
    failed_ = asked_;  // it was killed, and what it knew is gone
  }
  static_cast<void>(report_.close());
  return true;
}

std::string FinishedCommand::problem() const {
  if (failed_ == 0) return {};
  return fmt::format("-z {} failed for {} of {} files, which are left as they are", command_,
                     failed_, asked_);
}

}  // namespace tapbond
