#include "tests/integration/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace tapbond::lab {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Descriptor anonymous_file(const char* name) {
  Descriptor file(memfd_create(name, MFD_CLOEXEC));
  if (file.get() < 0) fail("memfd_create");
  return file;
}

std::string contents(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) fail("fstat");
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t got = pread(fd, text.data(), text.size(), 0);
  if (got < 0) fail("pread");
  text.resize(static_cast<std::size_t>(got));
  return text;
}

std::vector<std::string> inside(const std::string& netns, std::vector<std::string> command) {
  if (netns.empty()) return command;
  command.insert(command.begin(), {"ip", "netns", "exec", netns});
  return command;
}

[[noreturn]] void become(std::vector<std::string> command, int in, int out, int err) {
  // The test may be killed; its children must not outlive it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  std::cerr << arguments[0] << ": " << std::generic_category().message(errno) << std::endl;
  _exit(127);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void Descriptor::reset() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Process::Process(std::vector<std::string> command, const Options& options)
    : command_(inside(options.netns, std::move(command))),
      out_(anonymous_file("stdout")),
      err_(anonymous_file("stderr")) {
  const Descriptor nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
  const int in = options.stdin_fd >= 0 ? options.stdin_fd : nothing.get();
  const int out = options.stdout_fd >= 0 ? options.stdout_fd : out_.get();
  pid_ = fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) become(command_, in, out, err_.get());
}

Process::~Process() {
  if (!running()) return;
  signal(SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Process::signal(int number) const {
  if (!ended_) kill(pid_, number);
}

bool Process::running() {
  if (ended_) return false;
  int status = 0;
  rusage usage{};
  const pid_t waited = wait4(pid_, &status, WNOHANG, &usage);
  if (waited < 0) fail("wait4");
  if (waited == 0) return true;
  ended_ = true;
  result_ = {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out(), err(),
             usage.ru_maxrss};
  return false;
}

std::string Process::out() const { return contents(out_.get()); }
std::string Process::err() const { return contents(err_.get()); }

bool Process::wait_for_error_text(std::string_view text, std::chrono::seconds limit) {
  const auto there = [&] { return err().find(text) != std::string::npos; };
  eventually([&] { return there() || !running(); }, limit);
  return there();
}

Result Process::wait(std::chrono::seconds limit) {
  if (!eventually([this] { return !running(); }, limit)) {
    throw std::runtime_error("still running: " + joined(command_) + "\n" + err());
  }
  return result_;
}

Result run(const std::vector<std::string>& command, const std::string& netns,
           std::chrono::seconds limit) {
  Process process(command, {.netns = netns});
  return process.wait(limit);
}

std::string must_run(const std::vector<std::string>& command, const std::string& netns,
                     std::chrono::seconds limit) {
  const Result result = run(command, netns, limit);
  if (result.status != 0) {
    throw std::runtime_error(joined(command) + ": exit " + std::to_string(result.status) + "\n" +
                             result.err);
  }
  return result.out;
}

std::map<std::string, std::uint64_t> numbers_in(const std::string& key_value_lines) {
  std::map<std::string, std::uint64_t> numbers;
  std::istringstream words(key_value_lines);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) continue;
    std::uint64_t number = 0;
    const char* end = word.data() + word.size();
    const auto parsed = std::from_chars(word.data() + equals + 1, end, number);
    if (parsed.ec == std::errc{} && parsed.ptr == end) numbers[word.substr(0, equals)] = number;
  }
  return numbers;
}

bool eventually(const std::function<bool()>& condition, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return condition();
    std::this_thread::sleep_for(3ms);
  }
  return true;
}

}  // namespace tapbond::lab
