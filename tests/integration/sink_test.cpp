// Sinks that cannot keep up, and sinks that fail.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <system_error>
#include <thread>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class Sinks : public NetworkTest {};

// A file system that is soon full.
class SmallDisk {
 public:
  explicit SmallDisk(std::string directory) : directory_(std::move(directory)) {
    if (mkdir(directory_.c_str(), 0755) != 0 ||
        mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=4m") != 0) {
      throw std::system_error(errno, std::generic_category(), directory_);
    }
  }
  ~SmallDisk() { umount2(directory_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  std::string directory_;
};

void copy_all(int from, const std::string& to) {
  std::ofstream file(to, std::ios::binary);
  std::vector<char> block(1 << 20);
  for (ssize_t got; (got = read(from, block.data(), block.size())) > 0;)
    file.write(block.data(), got);
}

TEST_F(Sinks, FileIsPrivate) {
  const Scratch scratch;
  const std::string file = scratch.path("private.pcapng");
  Lab lab(1);
  Sensor(lab.sensor(), lab.legs(), {"-w", file}).stop();
  struct stat status {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

// The reader of the pipe sleeps through the load; what does not fit into the bounds is lost, but
// counted.
TEST_F(Sinks, SleepingReaderOfAPipe) {
  const Scratch scratch;
  const std::string file = scratch.path("piped.pcap");
  Lab lab(2);
  Pipe pipe = make_pipe();
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", "-", "--buffer", "32", "-B", "16384"},
                {.stdout_fd = pipe.write.get()});
  pipe.write.reset();
  const auto sent = lab.send({"--count", "200000", "--size", "1000"});
  sensor.process().signal(SIGTERM);
  std::this_thread::sleep_for(100ms);
  copy_all(pipe.read.get(), file);
  const Outcome outcome = sensor.wait();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(outcome.summary.written() + outcome.summary.dropped(), 200'000U);
  EXPECT_GT(outcome.summary.dropped_by_kernel, 0U) << "the load fitted into the buffers";
  for (int number : {1, 2}) {
    EXPECT_EQ(outcome.summary.legs.at("eth" + std::to_string(number)).received,
              sent.at("tx" + std::to_string(number)));
  }
  auto truth = check(file, {"--count", "200000"});
  EXPECT_EQ(truth["numbered"], outcome.summary.captured);
  EXPECT_EQ(truth["missing"], outcome.summary.dropped());
  EXPECT_EQ(truth["inversions_by_stamp"], 0U);
  // 32 MiB of buffer, two rings of 16 MiB, and the program itself.
  EXPECT_LT(outcome.result.max_rss_kib, 128 << 10);
}

TEST_F(Sinks, FullDisk) {
  for (const std::string format : {"pcap", "pcapng"}) {
    const Scratch scratch;
    const SmallDisk disk(scratch.path("disk"));
    const std::string file = scratch.path("disk/full." + format);
    Lab lab(2);
    Sensor sensor(lab.sensor(), lab.legs(), {"-w", file});
    lab.send({"--count", "20000", "--rate", "50000", "--size", "1000"});
    const Outcome outcome = sensor.wait();

    EXPECT_EQ(outcome.result.status, 1);
    EXPECT_THAT(outcome.result.err, HasSubstr("No space left on device"));
    EXPECT_THAT(outcome.result.err, HasSubstr(file));
    const std::uint64_t saved = check(file).at("frames");
    EXPECT_GT(saved, 1000U);
    EXPECT_THAT(outcome.result.err, ContainsRegex("[^0-9]" + std::to_string(saved) + " packets"));
    EXPECT_EQ(outcome.summary.captured, saved);
    must_run({"capinfos", file});
  }
}

TEST_F(Sinks, ClosedPipe) {
  Lab lab(2);
  Pipe pipe = make_pipe();
  Sensor sensor(lab.sensor(), lab.legs(), {"-U", "-w", "-"}, {.stdout_fd = pipe.write.get()});
  pipe.write.reset();
  pipe.read.reset();
  lab.send({"--count", "1000", "--rate", "5000"});
  const Outcome outcome = sensor.wait();
  EXPECT_EQ(outcome.result.status, 1);
  EXPECT_THAT(outcome.result.err, HasSubstr("Broken pipe"));
}

// Nothing comes in, and it is noticed all the same: nobody is left behind when Wireshark crashes.
TEST_F(Sinks, ReaderThatLeavesWhileNothingComes) {
  const Scratch scratch;
  const std::string fifo = scratch.path("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  Lab lab(1);
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"-w", "-"}, {"-n"}, {"-w", fifo}}) {
    Pipe pipe = make_pipe();
    if (options.back() == fifo)
      pipe.read = Descriptor(open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    Sensor sensor(lab.sensor(), lab.legs(), options, {.stdout_fd = pipe.write.get()});
    pipe.write.reset();
    std::this_thread::sleep_for(600ms);
    EXPECT_TRUE(sensor.process().running());
    pipe.read.reset();
    const Result result = sensor.process().wait(10s);
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("Broken pipe"));
  }
}

// The first request to stop is enough; the summary says what was not taken.
TEST_F(Sinks, StopWithAReaderThatTakesNothing) {
  const Scratch scratch;
  const std::string fifo = scratch.path("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  Lab lab(1);
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"-w", "-"}, {"-n"}, {"-w", fifo}}) {
    Pipe pipe = make_pipe();
    Sensor sensor(lab.sensor(), lab.legs(), options, {.stdout_fd = pipe.write.get()});
    lab.send({"--count", "10000", "--rate", "50000", "--size", "300"});
    sensor.process().signal(SIGTERM);
    const Result result = sensor.process().wait(10s);
    EXPECT_EQ(result.status, 1);
    const Summary summary = summaries_in(result.err).back();
    EXPECT_EQ(summary.written() + summary.dropped(), 10'000U);
    EXPECT_GT(summary.dropped(), 5000U);
    EXPECT_THAT(result.err, HasSubstr(options.back() == fifo ? "nobody has opened it to read"
                                                             : "its reader takes nothing"));
  }
}

TEST_F(Sinks, FifoWhoseReaderComesLater) {
  const Scratch scratch;
  const std::string fifo = scratch.path("fifo");
  const std::string file = scratch.path("read.pcap");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", fifo});
  EXPECT_TRUE(sensor.process().wait_for_error_text("has no reader yet"));
  lab.send({"--count", "1000"});
  Process reader({"cp", fifo, file}, {});
  lab.send({"--count", "1000", "--first", "1000"});
  EXPECT_EQ(sensor.stop().result.status, 0);
  EXPECT_EQ(reader.wait().status, 0);
  EXPECT_EQ(check(file, {"--count", "2000"}).at("missing"), 0U);
}

// What went into the pipe before its reader left was printed.
TEST(SinksOverFiles, CountTheLinesThatWereTaken) {
  const Scratch scratch;
  must_run({CAPTURE_MAKER, "--count", "20000", scratch.path("in.pcap")});
  const Result result = run(
      {"sh", "-c", "\"$0\" -n -r \"$1\" | head -n 3", tapbond_program(), scratch.path("in.pcap")});
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 3);
  EXPECT_THAT(result.err, ContainsRegex("[1-9][0-9]* packets were printed"));
  const Summary summary = summaries_in(result.err).back();
  EXPECT_GE(summary.captured, 3U);
  EXPECT_THAT(result.err, HasSubstr("; " + std::to_string(summary.captured) + " packets were"));
}

// Ends when the line is there; how long it took is printed for the reader.
TEST_F(Sinks, TextLineWithTheOtherLegSilent) {
  Lab lab(2);
  Pipe pipe = make_pipe();
  Process latency({LINE_LATENCY}, {.stdin_fd = pipe.read.get()});
  pipe.read.reset();
  Sensor sensor(lab.sensor(), lab.legs(), {"-tt", "-l", "-n"}, {.stdout_fd = pipe.write.get()});
  pipe.write.reset();
  lab.send({"--count", "200", "--rate", "100"}, {1});
  const Outcome outcome = sensor.stop();
  const Result measured = latency.wait();
  EXPECT_EQ(outcome.summary.captured, 200U);
  EXPECT_EQ(numbers_in(measured.out).at("lines"), 200U);
  std::cout << measured.out;
}

TEST_F(Sinks, LineArrivesWhileListening) {
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-n"});
  lab.send({"--count", "1"}, {2});
  EXPECT_TRUE(eventually([&] {
    return sensor.process().out().find("10.77.0.1.40000 > 10.77.255.1.9000: UDP, length 58\n") !=
           std::string::npos;
  })) << sensor.process().out();
}

}  // namespace
}  // namespace tapbond::lab
