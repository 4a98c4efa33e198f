#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "sensor/command_line/extcap.h"
#include "sensor/command_line/help.h"
#include "sensor/command_line/parse_options.h"
#include "sensor/inspect/filter_dump.h"
#include "sensor/inspect/inspect.h"
#include "sensor/legs/interface_list.h"
#include "sensor/posix/file_descriptor.h"
#include "sensor/posix/signals.h"
#include "sensor/report/log.h"
#include "sensor/report/version_text.h"
#include "sensor/run/run.h"
#include "sensor/usage_error.h"

namespace {

// 1 and 2 are what --check finds; monitoring systems know 3 as what could not be found out. Asked
// of the words, because the command line could not be read. A service manager does not start again
// what ends with EX_CONFIG of sysexits.h, as tapbond.service has it.
int status_of_wrong_usage(int argc, char** argv) {
  const bool check = std::find(argv, argv + argc, std::string_view("--check")) != argv + argc;
  if (check) return 3;
  return std::getenv("NOTIFY_SOCKET") == nullptr ? 1 : EX_CONFIG;
}

int run_for_wireshark(int argc, char** argv) {
  spdlog::set_level(spdlog::level::err);
  const tapbond::ExtcapRequest request = tapbond::parse_extcap(argc, argv);
  if (request.command_line.empty()) {
    std::fputs(request.answer.c_str(), stdout);
    return 0;
  }
  std::vector<const char*> words;
  for (const std::string& word : request.command_line) words.push_back(word.c_str());
  tapbond::Options options = tapbond::parse_options(static_cast<int>(words.size()), words.data());
  options.quiet = options.for_wireshark = true;
  try {
    return tapbond::run_live(options);
  } catch (const std::exception&) {
    // Wireshark waits without end for a pipe that nobody opens, before it shows what was wrong.
    const auto pipe =
        tapbond::FileDescriptor::owned(::open(options.write_path.c_str(), O_WRONLY | O_CLOEXEC));
    throw;
  }
}

int run(int argc, char** argv) {
  if (tapbond::is_extcap(argc, argv)) return run_for_wireshark(argc, argv);
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
    case tapbond::Action::kListStampTypes:
      for (const auto& interface : options.interfaces) {
        std::fputs(tapbond::stamp_type_list(tapbond::interface_by_number(interface)).c_str(),
                   stdout);
      }
      return 0;
    case tapbond::Action::kDumpFilter:
      return tapbond::run_filter_dump(options);
    case tapbond::Action::kCapture:
      break;
  }
  return options.files.empty() ? tapbond::run_live(options) : tapbond::run_files(options);
}

}  // namespace

int main(int argc, char** argv) {
  tapbond::hold_requests();
  tapbond::set_up_log();
  try {
    return run(argc, argv);
  } catch (const tapbond::UsageError& error) {
    spdlog::error("{}", error.what());
    return status_of_wrong_usage(argc, argv);
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
    return 1;
  }
}
