#include "sensor/command_line/help.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "sensor/report/version_text.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

class HelpTopic : public testing::TestWithParam<std::string> {};

TEST_P(HelpTopic, FitsAScreen) {
  constexpr std::size_t kColumns = 80;
  constexpr std::size_t kRows = 24;
  std::size_t rows = 0;
  std::istringstream lines(help_text(GetParam()));
  for (std::string line; std::getline(lines, line);) {
    rows += std::max<std::size_t>(1, (line.size() + kColumns - 1) / kColumns);
  }
  EXPECT_GT(rows, 5u);
  EXPECT_LE(rows, kRows);
}

INSTANTIATE_TEST_SUITE_P(All, HelpTopic,
                         testing::Values("", "check", "text", "files", "rotation", "order", "sinks",
                                         "sessions", "inside", "page", "options"));

TEST(Help, TellsTheDefaults) {
  const std::string order = help_text("order");
  EXPECT_NE(order.find("--hold MS"), std::string::npos);
  EXPECT_NE(order.find("20 live"), std::string::npos);
  EXPECT_NE(order.find("128"), std::string::npos) << "the buffer, in MiB";
}

TEST(Help, RefusesOtherTopics) { EXPECT_THROW(help_text("nonsense"), UsageError); }

TEST(Version, NamesTheProgramAndItsLibraries) {
  const std::string version = version_text();
  EXPECT_TRUE(version.starts_with("tapbond " TAPBOND_VERSION "\n"));
  for (const char* library : {"libpcap", "libtins", "Boost", "spdlog"}) {
    EXPECT_NE(version.find(library), std::string::npos) << library;
  }
}

}  // namespace
}  // namespace tapbond
