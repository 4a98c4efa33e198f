#include "sensor/command_line/config_file.h"

#include <fmt/format.h>

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "sensor/run/options.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

namespace po = boost::program_options;

[[noreturn]] void cannot_read(const std::string& path) {
  throw UsageError(fmt::format("--config {}: cannot be read: {}", path, std::strerror(errno)));
}

// Boost would take a section's name for a part of the keys in it, and tells no line numbers: it
// gets the file line by line.
std::vector<po::option> parse_line(const std::string& line, const po::options_description& known) {
  if (line.find_first_not_of(" \t") == line.find('[') && line.find('[') != std::string::npos) {
    throw UsageError("sections have no meaning here; leave this line out");
  }
  std::istringstream text(line);
  try {
    return po::parse_config_file(text, known).options;
  } catch (const po::unknown_option& error) {
    throw UsageError(fmt::format("{}; a key is the long name of an option: tapbond --help options",
                                 error.what()));
  } catch (const po::error&) {
    throw UsageError(fmt::format("\"{}\": a line has the form key = value", line));
  }
}

bool means_yes(const std::string& key, const std::string& value) {
  if (value == "yes") return true;
  if (value == "no") return false;
  throw UsageError(fmt::format("{} is a switch: it takes yes or no, not \"{}\"", key, value));
}

}  // namespace

std::vector<Setting> read_config_file(const std::string& path,
                                      const po::options_description& known) {
  std::ifstream file(path);
  if (!file) cannot_read(path);
  std::vector<Setting> settings;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string place = fmt::format("{}:{}", path, ++number);
    try {
      for (const po::option& option : parse_line(line, known)) {
        const std::string& key = option.string_key;
        const bool is_switch = known.find(key, false).semantic()->max_tokens() == 0;
        std::string value = option.value.front();
        if (is_switch) {
          if (!means_yes(key, value)) continue;
          value.clear();
        }
        settings.push_back({.key = key, .value = std::move(value), .place = place});
      }
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}", place, error.what()));
    }
  }
  if (file.bad()) cannot_read(path);
  return settings;
}

}  // namespace tapbond
