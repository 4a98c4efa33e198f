#include "sensor/report/log.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "tests/sensor/posix/hostile_text.h"

namespace tapbond {
namespace {

// The log is spdlog's, and standard error is collected.
class Log : public testing::Test {
 protected:
  void SetUp() override { before_ = spdlog::default_logger(); }
  void TearDown() override {
    spdlog::set_default_logger(before_);
    spdlog::drop("tapbond");
    unsetenv("JOURNAL_STREAM");
  }

  static std::string said(const std::string& text) {
    testing::internal::CaptureStderr();
    set_up_log();
    spdlog::warn("{}: went wrong", text);
    return testing::internal::GetCapturedStderr();
  }

 private:
  std::shared_ptr<spdlog::logger> before_;
};

TEST_F(Log, BeginsALineWithTheProgram) { EXPECT_EQ(said("eth1"), "tapbond: eth1: went wrong\n"); }

TEST_F(Log, IsOneVisibleLineWhateverIsInIt) {
  const std::string line = said(hostile_name());
  EXPECT_TRUE(harmless(line));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_TRUE(line.ends_with("FORGED: went wrong\n")) << line;
}

// What is collected goes to a file whose number is known only then: any journal will do.
TEST_F(Log, IsVisibleInTheJournalToo) {
  testing::internal::CaptureStderr();
  struct stat error {};
  ASSERT_EQ(fstat(STDERR_FILENO, &error), 0);
  setenv("JOURNAL_STREAM",
         (std::to_string(error.st_dev) + ':' + std::to_string(error.st_ino)).c_str(), 1);
  set_up_log();
  spdlog::warn("{}", hostile_name());
  const std::string line = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(line.starts_with("<4>eth0")) << line;
  EXPECT_TRUE(harmless(line));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

}  // namespace
}  // namespace tapbond
