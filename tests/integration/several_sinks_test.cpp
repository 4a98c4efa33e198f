// Several sinks at once: who looks on does not slow the capture.

#include <gmock/gmock.h>

#include <regex>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

class SeveralSinks : public NetworkTest {};

struct SinkLine {
  std::uint64_t written = 0;
  std::uint64_t lost = 0;
};

SinkLine sink_line(const std::string& said, const std::string& name) {
  const std::regex format("(?:^|\n)" + name + R"(: written (\d+), lost (\d+))");
  std::smatch match;
  if (!std::regex_search(said, match, format)) throw std::runtime_error("no " + name + ": " + said);
  return {.written = std::stoull(match[1]), .lost = std::stoull(match[2])};
}

// The pipe that the text goes to is never read, not even at the end.
TEST_F(SeveralSinks, AReaderOfTextThatSleepsCostsTheFileNothing) {
  const Scratch scratch;
  const std::string file = scratch.path("file.pcap");
  Lab lab(2);
  Pipe pipe = make_pipe();
  Sensor sensor(lab.sensor(), lab.legs(), {"-n", "--print", "--buffer", "16", "-w", file},
                {.stdout_fd = pipe.write.get()});
  pipe.write.reset();
  lab.send({"--count", "100000", "--rate", "50000", "--size", "1000"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0);
  EXPECT_EQ(outcome.summary.captured, 100'000U) << outcome.result.err;
  const SinkLine text = sink_line(outcome.result.err, "text");
  EXPECT_EQ(text.written + text.lost, 100'000U);
  EXPECT_GT(text.lost, 0U);
  EXPECT_EQ(sink_line(outcome.result.err, file).written, 100'000U);
  auto truth = check(file, {"--count", "100000"});
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["inversions_by_stamp"], 0U);
}

int how_often(std::string_view words, std::string_view text) {
  int count = 0;
  for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1))
    ++count;
  return count;
}

TEST_F(SeveralSinks, AReaderOfTextThatLeavesCostsTheFileNothing) {
  const Scratch scratch;
  const std::string file = scratch.path("file.pcapng");
  Lab lab(2);
  Pipe pipe = make_pipe();
  Sensor sensor(lab.sensor(), lab.legs(), {"-n", "--print", "-w", file},
                {.stdout_fd = pipe.write.get()});
  pipe.write.reset();
  pipe.read.reset();
  lab.send({"--count", "1000", "--rate", "5000"});
  ASSERT_TRUE(sensor.process().wait_for_error_text("the capture goes on without it"))
      << sensor.process().err();
  lab.send({"--count", "1000", "--rate", "50000", "--first", "1000"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 1) << "text was asked for, and is not all there";
  EXPECT_EQ(how_often("Broken pipe", outcome.result.err), 1) << outcome.result.err;
  EXPECT_EQ(check(file, {"--count", "2000"}).at("missing"), 0U);
}

// Over files nothing is lost: reading waits.
TEST(SeveralSinksOverFiles, WaitForTheSlowest) {
  const Scratch scratch;
  const std::string input = scratch.path("in.pcap");
  must_run({CAPTURE_MAKER, "--count", "200000", input});
  Process reader(
      {"sh", "-c", tapbond_program() + " -n -r \"$0\" --print -w \"$1\" | (sleep 0.5; wc -l)",
       input, scratch.path("out.pcap")},
      {});
  const Result result = reader.wait();
  EXPECT_EQ(result.out, "200000\n");
  EXPECT_THAT(result.err, HasSubstr("text: written 200000, lost 0"));
  EXPECT_EQ(check(scratch.path("out.pcap"), {"--count", "200000"}).at("missing"), 0U);
}

}  // namespace
}  // namespace tapbond::lab
