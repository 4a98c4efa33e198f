// Fifos and pipes among the files that are read: what nobody writes to yet, or no more.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "tests/files/capture_builder.h"
#include "tests/integration/lab.h"
#include "tests/integration/process.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

std::int64_t microseconds_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string header() { return CaptureBuilder().pcap_header(0xa1b2c3d4).data(); }

std::string record(std::int64_t microseconds) {
  return CaptureBuilder()
      .pcap_record(static_cast<std::uint32_t>(microseconds / 1'000'000),
                   static_cast<std::uint32_t>(microseconds % 1'000'000), std::string(60, 'x'), 60)
      .data();
}

void write_all(const Descriptor& to, const std::string& bytes) {
  ASSERT_EQ(::write(to.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

class StreamInput : public testing::Test {
 protected:
  StreamInput() {
    for (const std::string& path : {a_, b_}) ::mkfifo(path.c_str(), 0600);
  }

  static Descriptor open(const std::string& fifo) {
    return Descriptor(::open(fifo.c_str(), O_WRONLY | O_CLOEXEC));
  }

  const Scratch scratch_;
  const std::string a_ = scratch_.path("a");
  const std::string b_ = scratch_.path("b");
  const std::string out_ = scratch_.path("out.pcap");
};

// Of captures that are on their way from somewhere nothing leaves before its turn; but nothing is
// lost either.
TEST_F(StreamInput, ThatNobodyOpensIsNamedAndLosesNothingOfTheOthers) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Process run({tapbond_program(), "-r", a_, "-r", b_, "-w", out_}, {});
    const Descriptor a = open(a_);
    write_all(a, header());
    for (int i = 0; i < 500; ++i) write_all(a, record(1'700'000'000'000'000 + i));
    EXPECT_TRUE(run.wait_for_error_text("waiting for " + b_ + ": nobody has opened it"));
    EXPECT_TRUE(std::filesystem::exists(out_));
    EXPECT_TRUE(run.running());
    write_all(a, record(1'700'000'001'000'000));
    run.signal(signal);
    const Result result = run.wait();
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(summaries_in(result.err).back().legs.at(a_).written, 501U) << result.err;
    EXPECT_EQ(std::filesystem::file_size(out_), 24U + 501 * 76);
  }
}

TEST_F(StreamInput, SaysHowFarAHeaderHasCome) {
  for (const auto& [bytes, remark] :
       {std::pair{std::string(), "it has brought nothing yet"},
        {header().substr(0, 9), "it has brought 9 bytes of its header"},
        {header(), "it has brought no packet yet"}}) {
    Process run({tapbond_program(), "-r", b_, "-w", out_}, {});
    const Descriptor b = open(b_);
    write_all(b, bytes);
    EXPECT_TRUE(run.wait_for_error_text("waiting for " + b_ + ": " + remark));
    run.signal(SIGUSR1);
    EXPECT_TRUE(run.wait_for_error_text("0 packets captured")) << "every signal is answered";
    EXPECT_TRUE(run.running());
    write_all(b, header().substr(bytes.size()) + record(1'700'000'000'000'000));
    run.signal(SIGINT);
    const Result result = run.wait();
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(summaries_in(result.err).back().legs.at(b_).written, 1U) << result.err;
  }
}

// What was captured just now waits for a silent stream as it does for a silent interface.
TEST_F(StreamInput, LiveIsHeldUpByASilentOneForTheHoldAlone) {
  Process run({tapbond_program(), "-r", a_, "-r", b_, "-w", out_, "-U"}, {});
  const Descriptor a = open(a_);
  const Descriptor b = open(b_);
  write_all(b, header());
  const std::int64_t first = microseconds_now();
  write_all(a, header() + record(first));
  EXPECT_TRUE(eventually([&] {
    return std::filesystem::exists(out_) && std::filesystem::file_size(out_) == 24 + 76;
  })) << "although b is silent";
  write_all(b, record(first - 1'000'000) + record(first + 1));
  write_all(a, record(first + 2));
  run.signal(SIGINT);
  const Result result = run.wait();
  const auto legs = summaries_in(result.err).back().legs;
  EXPECT_EQ(legs.at(a_).written, 2U);
  EXPECT_EQ(legs.at(b_).written, 2U);
  EXPECT_EQ(legs.at(b_).late, 1U) << result.err;
}

TEST_F(StreamInput, ThatPausesKeepsTheOrderOfOldCaptures) {
  Process run({tapbond_program(), "-r", a_, "-r", b_, "-tt", "-n"}, {});
  const Descriptor a = open(a_);
  Descriptor b = open(b_);
  write_all(a, header());
  for (int i = 0; i < 100; i += 2) write_all(a, record(1'700'000'000'000'000 + i));
  EXPECT_TRUE(run.wait_for_error_text("waiting for " + b_));
  write_all(b, header());
  std::string rest;
  for (int i = 1; i < 100; i += 2) rest += record(1'700'000'000'000'000 + i);
  write_all(b, rest.substr(0, 1000));
  std::this_thread::sleep_for(1500ms);
  EXPECT_TRUE(run.running());
  write_all(b, rest.substr(1000));
  b.reset();
  run.signal(SIGINT);
  const Result result = run.wait();
  std::size_t packets = 0;
  for (std::size_t at = 0; (at = result.out.find("1700000000.", at)) != std::string::npos; ++at) {
    ++packets;
  }
  EXPECT_EQ(packets, 100U);
  const auto legs = summaries_in(result.err).back().legs;
  EXPECT_EQ(legs.at(a_).late + legs.at(b_).late, 0U) << result.err;
}

TEST_F(StreamInput, ThatIsNoCaptureDoesNotHarmTheOthers) {
  Process run({tapbond_program(), "-r", a_, "-r", b_, "-w", out_}, {});
  Descriptor a = open(a_);
  write_all(a, header() + record(1'700'000'000'000'000));
  EXPECT_TRUE(run.wait_for_error_text("waiting for"));
  {
    const Descriptor b = open(b_);
    write_all(b, "this is not what was meant, and it is long enough");
  }
  a.reset();
  const Result result = run.wait();
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr(b_ + " is neither a pcap nor a pcapng file"));
  EXPECT_EQ(summaries_in(result.err).back().legs.at(a_).written, 1U);
}

TEST_F(StreamInput, WithoutAByteIsPassedOver) {
  const std::string empty = scratch_.path("empty.pcap");
  Descriptor(::open(empty.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  Process run({tapbond_program(), "-r", a_, "-r", empty, "-w", out_}, {});
  {
    const Descriptor a = open(a_);
    write_all(a, header() + record(1'700'000'000'000'000));
  }
  const Result result = run.wait();
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr(empty + " is empty: not even the header of a capture file; it "
                                            "is passed over"));
  EXPECT_EQ(summaries_in(result.err).back().written(), 1U);

  const Result alone = lab::run({tapbond_program(), "-r", empty, "-w", scratch_.path("none")});
  EXPECT_EQ(alone.status, 1);
  EXPECT_FALSE(std::filesystem::exists(scratch_.path("none")));
}

}  // namespace
}  // namespace tapbond::lab
