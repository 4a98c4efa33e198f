#include "sensor/report/status_line.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <string>

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// Standard error is another descriptor for a while.
class StandardError {
 public:
  explicit StandardError(int fd) : saved_(dup(STDERR_FILENO)) { dup2(fd, STDERR_FILENO); }
  ~StandardError() {
    dup2(saved_, STDERR_FILENO);
    close(saved_);
  }
  StandardError(const StandardError&) = delete;
  StandardError& operator=(const StandardError&) = delete;

 private:
  int saved_;
};

class Terminal {
 public:
  explicit Terminal(unsigned short columns) {
    const winsize size{24, columns, 0, 0};
    opened_ = openpty(&ours_, &theirs_, nullptr, nullptr, &size) == 0;
  }
  ~Terminal() {
    close(ours_);
    close(theirs_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool opened() const { return opened_; }
  int descriptor() const { return theirs_; }
  // What was shown, which must be something.
  std::string shown() const {
    std::array<char, 1000> text{};
    const ssize_t got = read(ours_, text.data(), text.size());
    return {text.data(), static_cast<std::size_t>(got > 0 ? got : 0)};
  }

 private:
  int ours_ = -1;
  int theirs_ = -1;
  bool opened_ = false;
};

TEST(StatusLine, IsSilentWhereThereIsNoTerminal) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  {
    const StandardError redirected(fds[1]);
    StatusLine line(true);
    EXPECT_FALSE(line.enabled());
    EXPECT_FALSE(line.due(5 * kSecond));
    line.show("something");
    line.clear();
  }
  close(fds[1]);
  char byte = 0;
  EXPECT_EQ(read(fds[0], &byte, 1), 0);
  close(fds[0]);
}

TEST(StatusLine, IsShownOnATerminalOnceASecond) {
  const Terminal terminal(80);
  if (!terminal.opened()) GTEST_SKIP() << "there are no pseudo-terminals here";
  const StandardError redirected(terminal.descriptor());
  StatusLine line(true);
  EXPECT_TRUE(line.enabled());
  EXPECT_TRUE(line.due(5 * kSecond));
  EXPECT_FALSE(line.due(6 * kSecond - 1));
  EXPECT_TRUE(line.due(6 * kSecond));
  line.show("12 packets");
  EXPECT_EQ(terminal.shown(), "\r\033[K12 packets");
  line.clear();
  EXPECT_EQ(terminal.shown(), "\r\033[K");
}

TEST(StatusLine, IsCutToTheTerminal) {
  const Terminal terminal(20);
  if (!terminal.opened()) GTEST_SKIP() << "there are no pseudo-terminals here";
  const StandardError redirected(terminal.descriptor());
  StatusLine line(true);
  line.show(std::string(50, 'x'));
  EXPECT_EQ(terminal.shown(), "\r\033[K" + std::string(19, 'x'));
}

TEST(StatusLine, IsSilentWhenItIsNotWanted) {
  const Terminal terminal(80);
  if (!terminal.opened()) GTEST_SKIP() << "there are no pseudo-terminals here";
  const StandardError redirected(terminal.descriptor());
  StatusLine line(false);
  EXPECT_FALSE(line.enabled());
  EXPECT_FALSE(line.due(5 * kSecond));
}

TEST(StatusLine, IsOneVisibleLineOfWholeCharacters) {
  const Terminal terminal(20);
  if (!terminal.opened()) GTEST_SKIP() << "there are no pseudo-terminals here";
  const StandardError redirected(terminal.descriptor());
  StatusLine line(true);
  line.show("a\x1b[2J\nb");
  EXPECT_EQ(terminal.shown(), "\r\033[Ka\\x1b[2J\\x0ab");
  line.show("123456789012345678\xc3\xbc");
  EXPECT_EQ(terminal.shown(), "\r\033[K123456789012345678");
}

}  // namespace
}  // namespace tapbond
