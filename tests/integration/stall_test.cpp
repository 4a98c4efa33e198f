// What keeps the process from running costs no packets while the kernel's rings have room for their
// bytes.

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <thread>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

struct Standstill {
  int legs;
  int rate;  // of all legs together, in frames a second
  int size;  // bytes of a frame
  std::chrono::milliseconds lasts;
  std::vector<std::string> options{};
};

std::ostream& operator<<(std::ostream& out, const Standstill& stall) {
  return out << stall.legs << " legs, " << stall.rate << "/s of " << stall.size << " bytes, "
             << stall.lasts.count() << " ms";
}

class Stall : public NetworkTest, public testing::WithParamInterface<Standstill> {};

TEST_P(Stall, LosesNothing) {
  const Standstill& stall = GetParam();
  const Scratch scratch;
  const std::string file = scratch.path("stall.pcap");
  Lab lab(stall.legs);
  for (int leg = 1; leg <= stall.legs; ++leg) lab.set_mtu(leg, 65535);
  std::vector<std::string> options = {"-w", file};
  options.insert(options.end(), stall.options.begin(), stall.options.end());
  Sensor sensor(lab.sensor(), lab.legs(), options);
  Process sender(lab.send_command({"--count", "10000000", "--rate", std::to_string(stall.rate),
                                   "--size", std::to_string(stall.size)}),
                 {.netns = lab.sender()});
  ASSERT_TRUE(eventually([&] { return lab.leg_counter("eth1", "rx_packets") > 20; }));
  sensor.process().signal(SIGSTOP);
  std::this_thread::sleep_for(stall.lasts);
  sensor.process().signal(SIGCONT);
  std::this_thread::sleep_for(100ms);
  sender.signal(SIGTERM);
  const std::uint64_t sent = numbers_in(sender.wait().out).at("sent");
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  auto truth = check(file, {"--count", std::to_string(sent)});
  EXPECT_EQ(truth["frames"], sent);
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["inversions_by_stamp"], 0U);
  EXPECT_EQ(truth["inversions_by_number"], 0U);
  EXPECT_EQ(outcome.summary.captured, sent);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Process, Stall,
    testing::Values(
        Standstill{.legs = 2, .rate = 10'000, .size = 100, .lasts = 3s},
        Standstill{.legs = 16, .rate = 8'000, .size = 100, .lasts = 2s},
        Standstill{.legs = 2, .rate = 200, .size = 100, .lasts = 2s},
        Standstill{.legs = 2, .rate = 1'000, .size = 9000, .lasts = 1s},
        // A block a millisecond: the ring's 1,024 blocks are full after a second.
        Standstill{
            .legs = 2, .rate = 5'000, .size = 100, .lasts = 700ms, .options = {"--hold", "4"}}));

}  // namespace
}  // namespace tapbond::lab
