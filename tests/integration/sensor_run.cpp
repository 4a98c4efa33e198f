#include "tests/integration/sensor_run.h"

#include <gtest/gtest.h>

#include <iostream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/integration/program.h"

namespace tapbond::lab {
namespace {

std::vector<std::string> command_line(const std::vector<std::string>& legs,
                                      const std::vector<std::string>& options) {
  std::vector<std::string> command = {tapbond_program()};
  for (const std::string& leg : legs) command.insert(command.end(), {"-i", leg});
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

Process::Options in(const std::string& netns, Process::Options options) {
  options.netns = netns;
  return options;
}

void expect_sound(const Summary& summary) {
  std::uint64_t accepted = 0;
  std::uint64_t dropped_by_kernel = 0;
  for (const auto& [name, leg] : summary.legs) {
    EXPECT_EQ(leg.received, leg.written + leg.filtered + leg.dropped_by_kernel +
                                leg.dropped_by_interface + leg.dropped_by_tapbond + leg.unread +
                                leg.joined + leg.duplicates)
        << name;
    accepted += leg.received - leg.filtered - leg.dropped_by_interface;
    dropped_by_kernel += leg.dropped_by_kernel;
  }
  EXPECT_EQ(summary.captured, summary.written());
  EXPECT_EQ(summary.received_by_filter, accepted);
  EXPECT_EQ(summary.dropped_by_kernel, dropped_by_kernel);
}

}  // namespace

std::uint64_t Summary::written() const {
  std::uint64_t sum = 0;
  for (const auto& [name, leg] : legs) sum += leg.written;
  return sum;
}

std::uint64_t Summary::dropped() const {
  std::uint64_t sum = 0;
  for (const auto& [name, leg] : legs) {
    sum += leg.dropped_by_kernel + leg.dropped_by_interface + leg.dropped_by_tapbond;
  }
  return sum;
}

LegSummary parse_leg_line(const std::string& line) {
  static const std::regex format(
      R"(received (\d+), written (\d+), filtered (\d+), dropped (\d+) by kernel, )"
      R"((\d+) by interface, (\d+) by tapbond; late (\d+) \(max \d+ ns\))"
      R"((?:, early (\d+))?(?:, moved \d+ \(max \d+ ns\))?(?:, unread (\d+))?(?:, joined (\d+))?)"
      R"((?:, duplicates (\d+))?(?:; (?:the interface's by|loss before the guest)[^;]*)?)"
      R"((?:; on its own sensor dropped (\d+) by kernel, (\d+) by interface)?(?:; away (\d+) times?, (\d+\.\d{3}) s)?)"
      R"((?:; clock .*)?)");
  std::smatch match;
  if (!std::regex_match(line, match, format)) {
    throw std::runtime_error("not a leg's summary: " + line);
  }
  const auto number = [&](std::size_t group) {
    return match[group].matched ? std::stoull(match[group]) : 0ULL;
  };
  return {.received = number(1),
          .written = number(2),
          .filtered = number(3),
          .dropped_by_kernel = number(4),
          .dropped_by_interface = number(5),
          .dropped_by_tapbond = number(6),
          .late = number(7),
          .early = number(8),
          .unread = number(9),
          .joined = number(10),
          .duplicates = number(11),
          .times_away = number(14),
          .seconds_away = match[15].matched ? std::stod(match[15]) : 0,
          .dropped_before_by_kernel = number(12),
          .dropped_before_by_interface = number(13)};
}

std::vector<Summary> summaries_in(const std::string& text) {
  static const std::regex total(
      R"((\d+) packets? (captured|received by filter|dropped by kernel))");
  static const std::regex leg(R"((\S+): (received .*))");
  std::vector<Summary> summaries;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, total)) {
      const std::uint64_t number = std::stoull(match[1]);
      if (match[2] == "captured") summaries.push_back({.captured = number});
      if (summaries.empty()) throw std::runtime_error("out of place: " + line);
      if (match[2] == "received by filter") summaries.back().received_by_filter = number;
      if (match[2] == "dropped by kernel") summaries.back().dropped_by_kernel = number;
    } else if (!summaries.empty() && std::regex_match(line, match, leg)) {
      summaries.back().legs[match[1]] = parse_leg_line(match[2]);
    }
  }
  for (const Summary& summary : summaries) expect_sound(summary);
  return summaries;
}

Sensor::Sensor(const std::string& netns, const std::vector<std::string>& legs,
               const std::vector<std::string>& options, Process::Options process_options)
    : process_(command_line(legs, options), in(netns, process_options)) {
  for (const std::string& leg : legs) {
    if (!process_.wait_for_error_text("listening on " + leg + ",")) {
      throw std::runtime_error("tapbond does not listen on " + leg + ": " + process_.err());
    }
  }
}

Sensor::~Sensor() {
  if (testing::Test::HasFailure()) std::cerr << process_.err();
}

Outcome Sensor::stop(int signal) {
  process_.signal(signal);
  return wait();
}

Outcome Sensor::wait() {
  Outcome outcome{.result = process_.wait(), .summary = {}};
  const std::vector<Summary> summaries = summaries_in(outcome.result.err);
  if (summaries.empty()) throw std::runtime_error("no summary: " + outcome.result.err);
  outcome.summary = summaries.back();
  return outcome;
}

std::map<std::string, std::uint64_t> check(const std::string& file,
                                           const std::vector<std::string>& options) {
  std::vector<std::string> command = {CAPTURE_CHECK};
  command.insert(command.end(), options.begin(), options.end());
  command.push_back(file);
  return numbers_in(must_run(command));
}

}  // namespace tapbond::lab
