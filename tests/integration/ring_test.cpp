// Frames of every size and kind come out of the kernel's rings as they do out of tcpdump's.

#include <gtest/gtest.h>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

class Ring : public NetworkTest {};

std::string bytes_of(const std::string& file) {
  return must_run({"tcpdump", "-nr", file, "-t", "-e", "-xx"});
}

// What both make of the same frames, sent by `send` on eth1.
template <typename Send>
void expect_what_tcpdump_has(std::uint64_t frames, const std::vector<std::string>& options,
                             Send send) {
  const Scratch scratch;
  Lab lab(1);
  lab.set_mtu(1, 65535);
  const std::string ours = scratch.path("ours.pcap");
  const std::string theirs = scratch.path("theirs.pcap");
  std::vector<std::string> command = {"tcpdump", "-U", "-B", "65536", "-i", "eth1", "-w", theirs};
  command.insert(command.end(), options.begin(), options.end());
  Process tcpdump(command, {.netns = lab.sensor()});
  ASSERT_TRUE(tcpdump.wait_for_error_text("listening on eth1"));
  std::vector<std::string> own = {"-w", ours};
  own.insert(own.end(), options.begin(), options.end());
  Sensor sensor(lab.sensor(), lab.legs(), own);
  send(lab);
  const Outcome outcome = sensor.stop();
  // It only has them a second later.
  ASSERT_TRUE(eventually([&] {
    return must_run({"tcpdump", "-nr", theirs, "--count"})
        .starts_with(std::to_string(frames) + " ");
  }));
  tcpdump.signal(SIGTERM);
  tcpdump.wait();

  EXPECT_EQ(outcome.summary.captured, frames);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  EXPECT_TRUE(bytes_of(ours) == bytes_of(theirs));  // not shown: they are megabytes
  EXPECT_EQ(check(ours).at("inversions_by_number"), 0U);
}

// Small blocks and large ones take turns.
TEST_F(Ring, FramesOfEverySize) {
  expect_what_tcpdump_has(700, {}, [](const Lab& lab) {
    int first = 0;
    for (const char* size : {"100", "1500", "16100", "16224", "16225", "60000", "65549"}) {
      lab.send(
          {"--count", "100", "--rate", "5000", "--size", size, "--first", std::to_string(first)});
      first += 100;
    }
  });
}

TEST_F(Ring, FramesCutShort) {
  expect_what_tcpdump_has(200, {"-s", "80"}, [](const Lab& lab) {
    lab.send({"--count", "100", "--rate", "5000", "--size", "1500"});
    lab.send({"--count", "100", "--rate", "5000", "--size", "60000", "--first", "100"});
  });
}

// The kernel, or a driver before it, puts the tag beside the frame.
class Tagged : public Ring, public testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(Tagged, FramesOfAVirtualLan) {
  expect_what_tcpdump_has(40, GetParam(), [](const Lab& lab) {
    lab.send({"--count", "20", "--tag", "77", "--rate", "10000"});
    lab.send({"--count", "20", "--tag", "77", "--rate", "10000", "--size", "20000"});
  });
}

INSTANTIATE_TEST_SUITE_P(Options, Tagged,
                         testing::Values(std::vector<std::string>{},
                                         std::vector<std::string>{"-s", "60"},
                                         std::vector<std::string>{"vlan", "77"}));

}  // namespace
}  // namespace tapbond::lab
