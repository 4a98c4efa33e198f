#include <spdlog/spdlog.h>

#include <cstdio>
#include <exception>

#include "sensor/help.h"
#include "sensor/inspect.h"
#include "sensor/interface_list.h"
#include "sensor/log.h"
#include "sensor/options.h"
#include "sensor/run.h"

namespace {

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
  tapbond::set_up_log();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
    return 1;
  }
}
