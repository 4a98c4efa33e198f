#include "sensor/posix/signals.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace tapbond {
namespace {

bool readable(const Signals& signals) {
  pollfd entry{signals.descriptor(), POLLIN, 0};
  return poll(&entry, 1, 0) == 1;
}

TEST(Signals, HaveNothingToSayAtFirst) {
  Signals signals;
  EXPECT_FALSE(readable(signals));
  EXPECT_FALSE(signals.next());
}

TEST(Signals, BecomeRequestsInTheirOrder) {
  using Request = Signals::Request;
  Signals signals;
  for (const int signal : {SIGUSR1, SIGINT, SIGTERM, SIGHUP, SIGUSR1}) std::raise(signal);
  EXPECT_TRUE(readable(signals));
  for (const Request expected : {Request::kStatistics, Request::kStop, Request::kStop,
                                 Request::kStop, Request::kStatistics}) {
    EXPECT_EQ(signals.next(), expected);
  }
  EXPECT_FALSE(signals.next());
  EXPECT_FALSE(readable(signals));
}

TEST(Signals, AskAServiceToReload) {
  Signals signals(true);
  std::raise(SIGHUP);
  EXPECT_EQ(signals.next(), Signals::Request::kReload);
  EXPECT_EQ(signals.stops(), 0);
}

TEST(Signals, AreNoTroubleInFloods) {
  Signals signals;
  for (int i = 0; i < 100'000; ++i) std::raise(SIGUSR1);
  EXPECT_EQ(signals.next(), Signals::Request::kStatistics);
}

TEST(Signals, EndAWait) {
  Signals signals;
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  std::raise(SIGTERM);
  pollfd entries[] = {{fds[0], POLLIN, 0}, {signals.descriptor(), POLLIN, 0}};
  EXPECT_EQ(poll(entries, 2, -1), 1);
  close(fds[0]);
  close(fds[1]);
}

TEST(Signals, LeaveAClosedPipeToWrite) {
  const Signals signals;
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  close(fds[0]);
  EXPECT_EQ(write(fds[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(fds[1]);
}

TEST(Signals, RespectNohup) {
  std::signal(SIGHUP, SIG_IGN);
  Signals signals;
  std::raise(SIGHUP);
  EXPECT_FALSE(signals.next());
  std::signal(SIGHUP, SIG_DFL);
}

TEST(Signals, AnswerARequestThatCameBeforeThem) {
  hold_requests();
  std::raise(SIGUSR1);
  Signals signals;
  EXPECT_EQ(signals.next(), Signals::Request::kStatistics);
}

TEST(Signals, LeaveNobodyToBeKilledByARequest) {
  { const Signals first; }
  std::raise(SIGUSR1);
  Signals second;
  EXPECT_FALSE(second.next());
}

TEST(Signals, CanBeMadeAgain) {
  { const Signals first; }
  Signals second;
  std::raise(SIGINT);
  EXPECT_EQ(second.next(), Signals::Request::kStop);
}

}  // namespace
}  // namespace tapbond
