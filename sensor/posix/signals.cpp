#include "sensor/posix/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace tapbond {
namespace {

// A handler may do little more than write to a pipe; it finds the pipe here.
std::atomic<int> pipe_end{-1};

extern "C" void pass_on(int signal) {
  const int error = errno;
  const auto byte = static_cast<unsigned char>(signal);
  // A full pipe holds requests enough.
  [[maybe_unused]] const auto written = write(pipe_end.load(), &byte, 1);
  errno = error;
}

// A file that is read through a mapping was cut short by somebody: there is nothing to go on with.
// What is written is whole up to the last write.
extern "C" void give_up(int) {
  constexpr char kMessage[] =
      "tapbond: a file changed while it was read: it was cut short, or its disk failed\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  _exit(1);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  if (sigaction(signal, &action, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot handle signals");
  }
}

void mask(int how, int signal) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, signal);
  pthread_sigmask(how, &signals, nullptr);
}

}  // namespace

void hold_requests() { mask(SIG_BLOCK, SIGUSR1); }

void let_requests_through() { mask(SIG_UNBLOCK, SIGUSR1); }

Signals::Signals(bool is_service) : is_service_(is_service) {
  if (pipe(pipe_) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  for (const int end : pipe_) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
  pipe_end = pipe_[1];
  // A closed pipe and a file size limit are errors of write(2), which tell more.
  handle(SIGPIPE, SIG_IGN);
  handle(SIGXFSZ, SIG_IGN);
  handle(SIGBUS, give_up);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) handle(signal, pass_on);
  struct sigaction hangup {};
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    handle(SIGHUP, pass_on);
  }
  let_requests_through();
}

Signals::~Signals() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);
  std::signal(SIGUSR1, SIG_IGN);
  pipe_end = -1;
  close(pipe_[0]);
  close(pipe_[1]);
}

std::optional<Signals::Request> Signals::next() {
  unsigned char byte = 0;
  if (read(pipe_[0], &byte, 1) != 1) return std::nullopt;
  if (byte == SIGUSR1) return Request::kStatistics;
  if (byte == SIGHUP && is_service_) return Request::kReload;
  ++stops_;
  return Request::kStop;
}

}  // namespace tapbond
