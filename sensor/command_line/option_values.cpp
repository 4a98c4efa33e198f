#include "sensor/command_line/option_values.h"

#include <net/if.h>

#include <algorithm>
#include <cctype>
#include <fstream>

#include "sensor/usage_error.h"

namespace tapbond {

std::uint64_t parse_size(const std::string& option, const std::string& text) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  std::string digits = text;
  std::uint64_t unit = 1'000'000;
  if (!text.empty()) {
    const int suffix = std::tolower(static_cast<unsigned char>(text.back()));
    if (suffix == 'k') unit = std::uint64_t{1} << 10;
    if (suffix == 'm') unit = std::uint64_t{1} << 20;
    if (suffix == 'g') unit = std::uint64_t{1} << 30;
    if (unit != 1'000'000) digits.pop_back();
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value < 1 || value > kMost) {
    throw UsageError(fmt::format(
        "{} takes a number of millions of bytes, or one with K, M or G behind it, not \"{}\"",
        option, text));
  }
  return value * unit;
}

std::string read_filter_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw UsageError(fmt::format("-F {}: cannot be read; name a file with a filter", path));
  std::string filter;
  for (std::string line; std::getline(file, line);) {
    line.erase(std::find(line.begin(), line.end(), '#'), line.end());
    filter += line + ' ';
  }
  if (file.bad())
    throw UsageError(fmt::format("-F {}: cannot be read; name a file with a filter", path));
  filter.erase(filter.find_last_not_of(" \t\r") + 1);
  return filter;
}

std::string interface_name(const std::string& name) {
  const auto unfit = [](unsigned char c) { return std::isspace(c) != 0 || c == '/' || c == ':'; };
  if (name.empty() || name.size() >= IFNAMSIZ || name == "." || name == ".." ||
      name.find('%') != std::string::npos || std::any_of(name.begin(), name.end(), unfit)) {
    throw UsageError(fmt::format(
        "--to-interface takes the name of an interface to make, of up to {} characters, not \"{}\"",
        IFNAMSIZ - 1, name));
  }
  return name;
}

}  // namespace tapbond
