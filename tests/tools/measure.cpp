// Runs a command and writes what it cost: wall and processor time in microseconds' resolution and
// peak memory, as wait4(2) tells them. Passes SIGINT and SIGTERM on to the command.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string_view>

namespace {

constexpr const char* kHelp = R"(usage: measure RESULT COMMAND [ARGUMENT]...
Runs COMMAND and writes key=value lines to the file RESULT:
wall_s, cpu_s (user and system), max_rss_kib, status (exit status, or 128 + signal).
Exits with that status.
)";

volatile pid_t child = -1;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || std::string_view(argv[1]) == "--help") {
    std::cout << kHelp;
    return argc < 3 ? 2 : 0;
  }
  struct sigaction action {};
  action.sa_handler = [](int signal) {
    if (child > 0) kill(child, signal);
  };
  action.sa_flags = SA_RESTART;

  // Held back until there is a command to pass them on to.
  sigset_t passed_on;
  sigset_t before;
  sigemptyset(&passed_on);
  sigaddset(&passed_on, SIGINT);
  sigaddset(&passed_on, SIGTERM);
  sigprocmask(SIG_BLOCK, &passed_on, &before);
  const double started = now();
  child = fork();
  if (child < 0) {
    std::cerr << "measure: fork: " << std::strerror(errno) << '\n';
    return 1;
  }
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &before, nullptr);
    execvp(argv[2], argv + 2);
    std::cerr << "measure: " << argv[2] << ": " << std::strerror(errno) << '\n';
    _exit(127);
  }
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  sigprocmask(SIG_SETMASK, &before, nullptr);

  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  const int result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::ofstream out(argv[1]);
  out << "wall_s=" << now() - started
      << "\ncpu_s=" << seconds(usage.ru_utime) + seconds(usage.ru_stime)
      << "\nmax_rss_kib=" << usage.ru_maxrss << "\nstatus=" << result << '\n';
  out.flush();
  if (!out) {
    std::cerr << "measure: cannot write " << argv[1] << '\n';
    return 1;
  }
  return result;
}
