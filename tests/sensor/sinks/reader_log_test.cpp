#include "sensor/sinks/reader_log.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// The log is spdlog's, and its lines are collected.
class ReaderLogTest : public testing::Test {
 protected:
  void SetUp() override {
    before_ = spdlog::default_logger();
    auto logger = std::make_shared<spdlog::logger>(
        "collected", std::make_shared<spdlog::sinks::ostream_sink_st>(lines_));
    logger->set_pattern("%v");
    spdlog::set_default_logger(logger);
  }
  void TearDown() override { spdlog::set_default_logger(before_); }

  std::size_t lines() const {
    const std::string text = lines_.str();
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  std::string last_line() const {
    std::string text = lines_.str();
    if (!text.empty()) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
  }

  std::ostringstream lines_;
  std::shared_ptr<spdlog::logger> before_;
};

TEST_F(ReaderLogTest, TellsOfEachWhileTheyAreFew) {
  ReaderLog log("the feed", 0);
  log.came("10.0.0.1:5", 0);
  EXPECT_EQ(last_line(), "10.0.0.1:5 reads the feed");
  log.left("10.0.0.1:5", 1);
  EXPECT_EQ(last_line(), "10.0.0.1:5 has left the feed");
  log.turned_away("10.0.0.2:5", 64, 2);
  EXPECT_EQ(last_line(), "10.0.0.2:5 is turned away: 64 read the feed already (--serve-readers)");
  EXPECT_EQ(log.settle(kSecond), -1);
  EXPECT_EQ(lines(), 3U);
}

TEST_F(ReaderLogTest, GathersAStorm) {
  ReaderLog log("the feed", 0);
  for (int i = 0; i < 40'000; ++i) {
    log.came("10.0.0.1:5", kSecond);
    log.left("10.0.0.1:5", kSecond);
  }
  log.turned_away("10.0.0.1:5", 64, kSecond);
  EXPECT_EQ(lines(), ReaderLog::kBurst);
  // 20 lines of 80,000 are out, ten of each.
  EXPECT_EQ(log.settle(2 * kSecond), 3001);
  EXPECT_EQ(log.settle(6 * kSecond), -1);
  EXPECT_EQ(last_line(), "the feed: besides, 39990 came, 39990 left and 1 were turned away");
  EXPECT_EQ(log.settle(60 * kSecond), -1);
  EXPECT_EQ(lines(), ReaderLog::kBurst + 1);
}

TEST_F(ReaderLogTest, TellsOfEachAgainWhenItIsCalm) {
  ReaderLog log("the feed", 0);
  for (int i = 0; i < 100; ++i) log.came("10.0.0.1:5", 0);
  EXPECT_EQ(log.settle(5 * kSecond), -1);
  log.came("10.0.0.9:5", 6 * kSecond);
  EXPECT_NE(last_line(), "10.0.0.9:5 reads the feed");
  log.settle(10 * kSecond);
  log.came("10.0.0.9:6", 15 * kSecond);
  EXPECT_EQ(last_line(), "10.0.0.9:6 reads the feed");
}

TEST_F(ReaderLogTest, KeepsNothingBackAtTheEnd) {
  ReaderLog log("the feed", 0);
  for (int i = 0; i < ReaderLog::kBurst + 3; ++i) log.came("10.0.0.1:5", 0);
  log.finish();
  EXPECT_EQ(last_line(), "the feed: besides, 3 came, 0 left and 0 were turned away");
}

}  // namespace
}  // namespace tapbond
