// What a sensor does in a virtual machine that has little.

#include <gtest/gtest.h>

#include <optional>

#include "tests/guest/guest.h"
#include "tests/integration/lab.h"

namespace tapbond::lab {
namespace {

class SmallGuest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!Guest::missing().empty()) return;
    guest.emplace("virtio", std::vector<std::string>{"--cpus", "1", "--memory", "256"},
                  "tapbond-small");
  }
  static void TearDownTestSuite() { guest.reset(); }

  void SetUp() override {
    const std::string missing = Guest::missing();
    if (!missing.empty()) GTEST_SKIP() << missing;
    ASSERT_TRUE(guest);
    guest->prepare(legs);
  }

  static inline std::optional<Guest> guest;
  const std::vector<std::string> legs = {"leg1", "leg2"};
};

// The default buffer and rings must leave it alive.
TEST_F(SmallGuest, IsLeftAlive) {
  constexpr std::uint64_t kFrames = 4000;
  GuestSensor sensor(*guest, legs, "-w /var/tmp/small.pcapng");
  const Gauge one(*guest, legs[0]);
  const Gauge other(*guest, legs[1]);
  const std::uint64_t before = guest->received(legs[1]);
  guest->send(legs, {"--count", std::to_string(kFrames), "--size", "1500", "--rate", "500"});
  ASSERT_TRUE(guest->receives(legs[1], before + kFrames / 2));
  const Summary summary = sensor.stop();
  EXPECT_EQ(summary.legs.at(legs[0]).written, one.given());
  EXPECT_EQ(summary.legs.at(legs[1]).written, other.given());
  EXPECT_EQ(guest->must_run("dmesg | grep -ci 'out of memory' || true"), "0\n");
}

// The kernel's rings hold what comes meanwhile.
TEST_F(SmallGuest, LosesNothingWhileTapbondStandsStill) {
  constexpr std::uint64_t kFrames = 1600;
  GuestSensor sensor(*guest, legs, "-w /var/tmp/stalled.pcapng");
  const std::uint64_t before = guest->received(legs[1]);
  Process sender(guest->send_command(legs, {"--count", std::to_string(kFrames), "--rate", "400"}),
                 {.netns = guest->host()});
  ASSERT_TRUE(guest->receives(legs[1], before + 1));
  guest->must_run("pkill -STOP -x tapbond && sleep 2 && pkill -CONT -x tapbond");
  ASSERT_EQ(sender.wait(kGuestLimit).status, 0);
  ASSERT_TRUE(guest->receives(legs[1], before + kFrames / 2));
  const Summary summary = sensor.stop();

  const Scratch scratch;
  guest->fetch("/var/tmp/stalled.pcapng", scratch.path("stalled.pcapng"));
  auto truth = check(scratch.path("stalled.pcapng"), {"--count", std::to_string(kFrames)});
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["duplicate"], 0U);
  for (const std::string& leg : legs) {
    EXPECT_EQ(summary.legs.at(leg).written, kFrames / 2) << leg;
    EXPECT_EQ(summary.legs.at(leg).dropped_by_kernel, 0U) << leg;
  }
}

// To a guest that is taken back to a snapshot, what it was sent since never happened.
TEST_F(SmallGuest, GoesOnFromASnapshot) {
  constexpr std::uint64_t kFrames = 500;
  const Scratch scratch;
  guest->must_run("systemd-run --quiet --unit snapshot --property Type=notify tapbond -i " +
                  legs[0] + " -i " + legs[1] + " -w /var/tmp/snapshot.pcapng");
  const auto send_and_await = [&](std::uint64_t first) {
    const std::uint64_t before = guest->received(legs[1]);
    guest->send(legs, {"--first", std::to_string(first), "--count", std::to_string(kFrames),
                       "--rate", "500"});
    ASSERT_TRUE(guest->receives(legs[1], before + kFrames / 2));
  };
  send_and_await(0);
  guest->monitor("savevm lab");
  send_and_await(kFrames);
  guest->monitor("loadvm lab");
  guest->wait();
  send_and_await(2 * kFrames);
  guest->must_run("systemctl stop snapshot");
  guest->fetch("/var/tmp/snapshot.pcapng", scratch.path("snapshot.pcapng"));
  auto truth = check(scratch.path("snapshot.pcapng"), {});
  EXPECT_EQ(truth["numbered"], 2 * kFrames);
  EXPECT_EQ(truth["duplicate"], 0U);
  EXPECT_EQ(truth["missing"], kFrames) << "those that the snapshot does not know";
  guest->monitor("delvm lab");
}

}  // namespace
}  // namespace tapbond::lab
