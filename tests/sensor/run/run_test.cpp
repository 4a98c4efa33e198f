// The ends of a run that depend on signals: each in a process of its own.
#include "sensor/run/run.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

#include "tests/bond/invented.h"
#include "tests/files/capture_builder.h"
#include "tests/sensor/run/fake_sink.h"

namespace tapbond {
namespace {

// A stream whose only sink blocks on a frame.
struct BlockedRun {
  Gate gate;
  FakeSink sink;
  Signals signals;
  Stream stream{{.legs = 1}};
  StatusLine status{false};
  Requests requests{signals, status, stream, {.summarize = [] {
                      return std::vector<LegSummary>{{.name = "eth1", .received = 1, .unread = 1}};
                    }}};

  BlockedRun() {
    sink.gate = &gate;
    stream.announce(interface_named("eth1"));
    stream.attach(sinks_of(sink));
    SlabPool& pool = stream.pool();
    Frame frame = invented::frame(0, 1, 1);
    frame.slab = pool.open().value();
    frame.bytes = pool.memory(frame.slab);
    pool.add_frame(frame.slab);
    stream.bond().push(frame);
  }

  void await_requests_taken() const {
    pollfd entry{signals.descriptor(), POLLIN, 0};
    while (poll(&entry, 1, 0) != 0) std::this_thread::yield();
  }
  void end() {
    drain(stream, requests);
    finish(stream, {}, requests);
  }
};

bool survives_one(int request) {
  BlockedRun run;
  std::raise(request);
  const std::jthread reader([&run] {
    run.await_requests_taken();
    run.gate.open();
  });
  run.end();
  return run.sink.received().finishes == 1;
}

// Whatever ended the reading, the end of the files or -c: the first request is not the second.
TEST(Drain, GoesOnAfterTheFirstRequestToStop) {
  EXPECT_EXIT(_exit(survives_one(SIGTERM) ? 0 : 3), testing::ExitedWithCode(0), "");
}

TEST(Drain, PrintsTheNumbersThatAreAskedFor) {
  EXPECT_EXIT(_exit(survives_one(SIGUSR1) ? 0 : 3), testing::ExitedWithCode(0),
              "0 packets captured\n.*\neth1: received 1, written 0, .*unread 1");
}

// The sink's thread can never be joined, and the end does not wait for it.
int end_at_the_second(const Options& options) {
  BlockedRun run;
  std::raise(SIGTERM);
  std::raise(SIGINT);
  run.end();
  if (!run.stream.given_up()) _exit(3);
  Reports reports(options);
  conclude(options, run.stream, {{.name = "eth1", .received = 1, .dropped_by_tapbond = 1}}, {},
           reports, "");
  _exit(4);
}

TEST(Drain, GivesUpAtTheSecondRequestToStop) {
  EXPECT_EXIT(end_at_the_second({}), testing::ExitedWithCode(1),
              "0 packets captured\n.*\neth1: received 1, written 0, ");
}

TEST(Drain, GivesUpForWiresharkAsQuietlyAsItEnds) {
  Options options;
  options.for_wireshark = true;
  EXPECT_EXIT(end_at_the_second(options), testing::ExitedWithCode(0), "^$");
}

// Statistics may be asked for while the first file has not shown a frame.
TEST(RunFiles, PrintsTheNumbersBeforeTheFirstFrame) {
  int input[2];
  int log[2];
  ASSERT_EQ(pipe(input), 0);
  ASSERT_EQ(pipe(log), 0);
  // A request that comes before anybody listens must not end the child.
  std::signal(SIGUSR1, SIG_IGN);
  const pid_t child = fork();
  std::signal(SIGUSR1, child == 0 ? SIG_IGN : SIG_DFL);
  if (child == 0) {
    dup2(input[0], STDIN_FILENO);
    dup2(log[1], STDERR_FILENO);
    close(input[1]);
    close(log[0]);
    Options options;
    options.files = {"-"};
    options.labels = {""};
    options.write_path = "/dev/null";
    _exit(run_files(options));
  }
  close(input[0]);
  close(log[1]);
  const std::string header = CaptureBuilder().pcap_header(0xa1b23c4d).data();
  ASSERT_EQ(write(input[1], header.data(), header.size()), static_cast<ssize_t>(header.size()));

  std::string said;
  pollfd heard{log[0], POLLIN, 0};
  do {
    kill(child, SIGUSR1);
  } while (poll(&heard, 1, 10) == 0);
  close(input[1]);
  std::array<char, 1000> part{};
  for (ssize_t got = 0; (got = read(log[0], part.data(), part.size())) > 0;) {
    said.append(part.data(), static_cast<std::size_t>(got));
  }
  close(log[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "by signal " << WTERMSIG(status);
  EXPECT_TRUE(said.starts_with("0 packets captured\n")) << said;
}

}  // namespace
}  // namespace tapbond
