#include "sensor/report/log.h"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

// A service's standard error may have been redirected since: systemd.exec(5), JOURNAL_STREAM.
bool writes_to_journal() {
  const char* journal = std::getenv("JOURNAL_STREAM");
  struct stat error {};
  return journal != nullptr && fstat(STDERR_FILENO, &error) == 0 &&
         fmt::format("{}:{}", error.st_dev, error.st_ino) == journal;
}

// The level as the priority that syslog(3) has for it.
class Priority : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& line) override {
    const auto priority = [&] {
      switch (message.level) {
        case spdlog::level::critical:
          return "<2>";
        case spdlog::level::err:
          return "<3>";
        case spdlog::level::warn:
          return "<4>";
        case spdlog::level::info:
          return "<6>";
        default:
          return "<7>";
      }
    }();
    line.append(std::string_view(priority));
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Priority>();
  }
};

// The message, in which names and texts from outside may stand: one visible line.
class Visible : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& line) override {
    const std::string text =
        visible_text(std::string_view(message.payload.data(), message.payload.size()));
    line.append(std::string_view(text));
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Visible>();
  }
};

std::unique_ptr<spdlog::formatter> formatter() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<Visible>('~');
  if (writes_to_journal()) {
    formatter->add_flag<Priority>('*').set_pattern("%*%~");
  } else {
    // On a terminal a log line takes the place of the status line.
    const char* clear = isatty(STDERR_FILENO) == 1 ? "\r\033[K" : "";
    formatter->set_pattern(fmt::format("{}tapbond: %~", clear));
  }
  return formatter;
}

}  // namespace

void set_up_log() {
  auto log = spdlog::stderr_logger_mt("tapbond");
  log->set_formatter(formatter());
  spdlog::set_default_logger(log);
}

}  // namespace tapbond
