#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <exception>

#include "sensor/help.h"
#include "sensor/inspect.h"
#include "sensor/interface_list.h"
#include "sensor/options.h"
#include "sensor/run.h"

namespace {

// Captured data goes to standard output or a file, everything said about it to standard error.
void set_up_log() {
  auto log = spdlog::stderr_logger_mt("tapbond");
  // On a terminal a log line takes the place of the status line.
  const char* clear = isatty(STDERR_FILENO) == 1 ? "\r\033[K" : "";
  log->set_pattern(fmt::format("{}tapbond: %v", clear));
  spdlog::set_default_logger(log);
}

int run(int argc, char** argv) {
  const tapbond::Options options = tapbond::parse_options(argc, argv);
  switch (options.action) {
    case tapbond::Action::kHelp:
      std::fputs(tapbond::help_text(options.help_topic).c_str(), stdout);
      return 0;
    case tapbond::Action::kVersion:
      std::fputs(tapbond::version_text().c_str(), stdout);
      return 0;
    case tapbond::Action::kListInterfaces:
      return tapbond::run_list(options);
    case tapbond::Action::kCheck:
      return tapbond::run_check(options);
    case tapbond::Action::kListLinktypes:
      for (const auto& interface : options.interfaces) {
        std::fputs(tapbond::linktype_list(tapbond::interface_by_number(interface)).c_str(), stdout);
      }
      return 0;
    case tapbond::Action::kCapture:
      break;
  }
  return options.files.empty() ? tapbond::run_live(options) : tapbond::run_files(options);
}

}  // namespace

int main(int argc, char** argv) {
  set_up_log();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
    return 1;
  }
}
