// Legs that go away and come back, while others go on.

#include <gmock/gmock.h>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

class Away : public NetworkTest {};

// Frames of `count` numbers from `first` on, which go only over one leg of several.
void expect_complete(const std::string& file, std::uint64_t first, std::uint64_t count) {
  auto truth = check(file, {"--first", std::to_string(first), "--count", std::to_string(count)});
  EXPECT_EQ(truth["missing"], 0U) << "of " << count << " from " << first;
  EXPECT_EQ(truth["duplicate"], 0U);
  EXPECT_EQ(truth["inversions_by_stamp"], 0U);
}

// One leg is interrupted by `leave` and `come_back` while the other carries traffic all the time.
template <typename Leave, typename ComeBack>
void interrupt_one_leg(Leave leave, ComeBack come_back) {
  const Scratch scratch;
  const std::string file = scratch.path("away.pcapng");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file});
  Process steady(lab.send_command({"--count", "10000000", "--rate", "20000"}, {2}),
                 {.netns = lab.sender()});
  lab.send({"--count", "10000", "--rate", "50000", "--first", "100000000"}, {1});
  leave(lab);
  ASSERT_TRUE(sensor.process().wait_for_error_text("waiting for it to come back"))
      << sensor.process().err();
  come_back(lab);
  ASSERT_TRUE(sensor.process().wait_for_error_text("eth1 is back")) << sensor.process().err();
  lab.send({"--count", "10000", "--rate", "50000", "--first", "200000000"}, {1});
  steady.signal(SIGTERM);
  const std::uint64_t steady_frames = numbers_in(steady.wait().out).at("sent");
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  expect_complete(file, 0, steady_frames);
  expect_complete(file, 100'000'000, 10'000);
  expect_complete(file, 200'000'000, 10'000);
  const LegSummary& interrupted = outcome.summary.legs.at("eth1");
  EXPECT_EQ(interrupted.written, 20'000U);
  EXPECT_EQ(interrupted.times_away, 1U);
  EXPECT_GT(interrupted.seconds_away, 0);
  const LegSummary& undisturbed = outcome.summary.legs.at("eth2");
  EXPECT_EQ(undisturbed.written, steady_frames);
  EXPECT_EQ(undisturbed.times_away, 0U);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
}

TEST_F(Away, LegDownAndUp) {
  interrupt_one_leg([](Lab& lab) { lab.set_leg(1, "down"); },
                    [](Lab& lab) { lab.set_leg(1, "up"); });
}

TEST_F(Away, LegDeletedAndMadeAnew) {
  interrupt_one_leg([](Lab& lab) { lab.delete_leg(1); }, [](Lab& lab) { lab.add_leg(1); });
}

// Where both ends have the same number, the kernel announces a link with others, once a second; and
// one was announced just now.
TEST_F(Away, LegWhoseLinkTheKernelHasNotAnnouncedYetIsThere) {
  const Scratch scratch;
  const Lab lab(1);
  const auto add_link = [&](const std::string& name, const std::string& index) {
    must_run({"ip", "link", "add", name, "index", index, "netns", lab.sender(), "type", "veth",
              "peer", "name", name, "index", index, "netns", lab.sensor()});
    must_run({"ip", "-n", lab.sender(), "link", "set", name, "up"});
    must_run({"ip", "-n", lab.sensor(), "link", "set", name, "up"});
  };
  const auto announced = [&](const std::string& name) {
    return must_run({"cat", "/sys/class/net/" + name + "/operstate"}, lab.sensor()) == "up\n";
  };
  add_link("before", "100");
  ASSERT_TRUE(eventually([&] { return announced("before"); }));
  add_link("fresh", "101");
  Sensor sensor(lab.sensor(), {"fresh"}, {"-w", scratch.path("fresh.pcap")});
  ASSERT_TRUE(eventually([&] { return announced("fresh"); }));
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.legs.at("fresh").times_away, 0U) << outcome.result.err;
  EXPECT_THAT(outcome.result.err, Not(HasSubstr("link;")));
}

TEST_F(Away, LegWithoutALinkFromTheStartHasLostNone) {
  const Scratch scratch;
  Lab lab(1);
  must_run({"ip", "-n", lab.sender(), "link", "set", "tx1", "down"});
  ASSERT_TRUE(eventually([&] {
    return must_run({"cat", "/sys/class/net/eth1/operstate"}, lab.sensor()) != "up\n";
  }));
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", scratch.path("none.pcap")});
  ASSERT_TRUE(sensor.process().wait_for_error_text("eth1 has no link; waiting"));
  must_run({"ip", "-n", lab.sender(), "link", "set", "tx1", "up"});
  ASSERT_TRUE(sensor.process().wait_for_error_text("eth1 is back")) << sensor.process().err();
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.legs.at("eth1").times_away, 1U);
  EXPECT_THAT(outcome.result.err, Not(HasSubstr("lost its link")));
}

TEST_F(Away, EveryLegGone) {
  const Scratch scratch;
  const std::string file = scratch.path("alone.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file});
  lab.send({"--count", "1000", "--rate", "50000"});
  lab.set_leg(1, "down");
  lab.delete_leg(2);
  ASSERT_TRUE(sensor.process().wait_for_error_text("no leg is left; waiting"))
      << sensor.process().err();
  EXPECT_TRUE(sensor.process().running());
  lab.set_leg(1, "up");
  lab.add_leg(2);
  for (const std::string leg : {"eth1", "eth2"}) {
    ASSERT_TRUE(sensor.process().wait_for_error_text(leg + " is back")) << sensor.process().err();
  }
  lab.send({"--count", "1000", "--rate", "50000", "--first", "1000"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(outcome.summary.captured, 2000U) << outcome.result.err;
  expect_complete(file, 0, 2000);
}

// A leg that is not there yet is no reason to leave the others alone.
TEST_F(Away, LegsThatAreWaitedForFromTheStart) {
  const Scratch scratch;
  const std::string file = scratch.path("later.pcapng");
  Lab lab(3);
  lab.delete_leg(2);
  lab.set_leg(3, "down");
  Sensor sensor(lab.sensor(), {"eth1"},
                {"-i", "eth2", "-i", "eth3", "--wait-for-legs", "-w", file, "udp"});
  for (const char* said : {"eth2 is not there; waiting", "eth3 is down; waiting"}) {
    ASSERT_TRUE(sensor.process().wait_for_error_text(said)) << sensor.process().err();
  }
  lab.send({"--count", "1000", "--rate", "50000"}, {1});
  lab.add_leg(2);
  lab.set_leg(3, "up");
  for (const char* said : {"listening on eth2,", "eth2 is there", "eth3 is there"}) {
    ASSERT_TRUE(sensor.process().wait_for_error_text(said)) << sensor.process().err();
  }
  lab.send({"--count", "1000", "--rate", "50000", "--first", "1000"}, {2});
  lab.send({"--count", "1000", "--rate", "50000", "--first", "2000"}, {3});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  expect_complete(file, 0, 3000);
  for (const auto& [name, leg] : outcome.summary.legs) {
    EXPECT_EQ(leg.written, 1000U) << name;
    EXPECT_EQ(leg.times_away, name == "eth1" ? 0U : 1U) << name;
  }
}

// A vNIC that is plugged in again comes without what legs.sh gave it.
TEST_F(Away, TellsOfALegThatCanBeSeen) {
  const Scratch scratch;
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", scratch.path("seen.pcap")});
  lab.delete_leg(2);
  ASSERT_TRUE(sensor.process().wait_for_error_text("eth2 has vanished")) << sensor.process().err();
  must_run({"ip", "link", "add", "tx2", "netns", lab.sender(), "type", "veth", "peer", "name",
            "eth2", "netns", lab.sensor()});
  ASSERT_TRUE(sensor.process().wait_for_error_text("eth2 is back, but down"))
      << sensor.process().err();
  must_run({"ip", "-n", lab.sender(), "link", "set", "tx2", "up"});
  must_run({"ip", "-n", lab.sensor(), "link", "set", "eth2", "up"});
  ASSERT_TRUE(sensor.process().wait_for_error_text("eth2 is back after")) << sensor.process().err();
  must_run({"ip", "-n", lab.sensor(), "address", "add", "10.9.9.9/24", "dev", "eth2"});
  run({"ping", "-c", "1", "-W", "1", "10.9.9.1"}, lab.sensor());
  EXPECT_TRUE(sensor.process().wait_for_error_text("eth2 has the address 10.9.9.9"))
      << sensor.process().err();
  EXPECT_TRUE(sensor.process().wait_for_error_text("eth2 has sent ")) << sensor.process().err();
  EXPECT_EQ(sensor.stop().result.status, 0);
}

TEST_F(Away, EveryLegWaitedForFromTheStart) {
  const Scratch scratch;
  const std::string file = scratch.path("later.pcap");
  Lab lab(1);
  lab.delete_leg(1);
  Sensor sensor(lab.sensor(), {}, {"-i", "eth1", "--wait-for-legs", "-w", file});
  ASSERT_TRUE(sensor.process().wait_for_error_text("no leg is left; waiting"))
      << sensor.process().err();
  lab.add_leg(1);
  ASSERT_TRUE(sensor.process().wait_for_error_text("eth1 is there")) << sensor.process().err();
  lab.send({"--count", "1000", "--rate", "50000"});
  EXPECT_EQ(sensor.stop().summary.captured, 1000U);
  expect_complete(file, 0, 1000);
}

}  // namespace
}  // namespace tapbond::lab
