// scripts/hypervisor/mirror.sh: all that guests send and receive arrives at the sensor once, the
// sensor's own does not, and whatever becomes of the sensor, the guests do not notice.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <thread>

#include "tests/integration/dom0.h"
#include "tests/integration/network_state.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

class Mirror : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (!IsSkipped()) dom0_.emplace();
  }

  Result script(const std::string& action, const std::vector<std::string>& options = {}) const {
    std::vector<std::string> command = {SCRIPTS "/hypervisor/mirror.sh",
                                        action,
                                        "--bridge",
                                        Dom0::kBridge,
                                        "--to",
                                        Dom0::kSensorPort,
                                        "--state",
                                        scratch_.path("state")};
    command.insert(command.end(), options.begin(), options.end());
    return run(command, dom0_->netns(kHypervisor));
  }
  void down() const {
    const Result result = script("down");
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
  }
  NetworkState state() const { return network_state(dom0_->netns(kHypervisor)); }
  std::string file() const { return scratch_.path("mirrored.pcap"); }
  Sensor listen() const {
    return Sensor(dom0_->netns(kSensor), {"eth0"}, {"-w", file(), "-B", "131072"});
  }
  std::ptrdiff_t captured(const std::string& filter) const {
    const std::string lines = must_run({"tcpdump", "-nnr", file(), filter});
    return std::ranges::count(lines, '\n');
  }

  const Scratch scratch_;
  std::optional<Dom0> dom0_;
};

class MirrorEngine : public Mirror, public testing::WithParamInterface<const char*> {
 protected:
  void up(std::vector<std::string> options = {}) const {
    const std::string engine = GetParam();
    options.insert(options.begin(), {"--engine", engine});
    if (engine == "tee") {
      options.insert(options.end(), {"--gateway", kSensor.ipv4(), "--gateway", kSensor.ipv6()});
    }
    const Result result = script("up", options);
    ASSERT_EQ(result.status, 0) << result.err;
  }
};

INSTANTIATE_TEST_SUITE_P(Engines, MirrorEngine, testing::Values("tee", "nft", "tc"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(MirrorEngine, EverythingArrivesOnceAndDownRestores) {
  const NetworkState before = state();
  up();
  if (std::string("tee") == GetParam()) {
    for (const std::string tables : {"iptables", "ip6tables"}) {
      EXPECT_THAT(dom0_->in(kHypervisor, tables + " -t mangle -S"), HasSubstr("-j TEE --gateway"));
    }
  }
  const NetworkState once = state();
  up();
  EXPECT_EQ(difference(once, state()), "") << "up twice";
  dom0_->wait_for_silence();

  Sensor sensor = listen();
  // What the host sends is counted where it arrives: its own counter has tee's copies too.
  std::uint64_t expected = -(dom0_->sent(kGuest1) + dom0_->received(kGuest1));
  for (const std::string& address : {kHypervisor.ipv4(), kHypervisor.ipv6()}) {
    EXPECT_EQ(dom0_->pings_answered(kGuest1, address, 20), 20);
    dom0_->transfer(kGuest1, kHypervisor, address, 6001);
  }
  expected += dom0_->sent(kGuest1) + dom0_->received(kGuest1);

  const std::vector<Host> guests = {kGuest1, kGuest2, kOutside};
  for (const Host& guest : guests) expected -= dom0_->sent(guest);
  for (const auto& [from, to] :
       {std::pair(kGuest1, kGuest2), std::pair(kGuest2, kOutside), std::pair(kOutside, kGuest1)}) {
    for (const std::string& address : {to.ipv4(), to.ipv6()}) {
      EXPECT_EQ(dom0_->pings_answered(from, address, 20), 20);
      dom0_->transfer(from, to, address, 6002);
    }
  }
  for (const Host& guest : guests) expected += dom0_->sent(guest);

  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  EXPECT_EQ(outcome.summary.captured, expected);
  EXPECT_EQ(captured("icmp[icmptype] == icmp-echo"), 80);
  EXPECT_EQ(captured("icmp6 && ip6[40] == 128"), 80);
  for (const std::string& address : {kGuest2.ipv4(), kGuest2.ipv6()}) {
    EXPECT_EQ(captured("udp dst port 9 && dst host " + address), 50);
  }
  down();
  EXPECT_EQ(difference(before, state()), "");
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path("state")));
}

TEST_P(MirrorEngine, ExcludedTrafficDoesNotArrive) {
  up({"--exclude", "host " + kGuest1.ipv4() + " and host " + kGuest2.ipv4() + " and tcp port 7788",
      "--exclude", "net fd08::13/128", "--exclude", "udp dst port 9"});
  Sensor sensor = listen();
  dom0_->transfer(kGuest1, kGuest2, kGuest2.ipv4(), 7788);
  dom0_->transfer(kGuest1, kGuest2, kGuest2.ipv4(), 7789);
  dom0_->transfer(kGuest1, kOutside, kOutside.ipv4(), 7788);
  dom0_->transfer(kGuest1, kGuest2, kGuest2.ipv6(), 7788);
  EXPECT_EQ(dom0_->pings_answered(kOutside, kGuest2.ipv6(), 10), 10);
  sensor.stop();
  EXPECT_EQ(captured("port 7788 && host " + kGuest2.ipv4()), 0);
  EXPECT_GT(captured("port 7789 && host " + kGuest2.ipv4()), 50);
  EXPECT_GT(captured("port 7788 && host " + kOutside.ipv4()), 50);
  EXPECT_GT(captured("port 7788 && host " + kGuest2.ipv6()), 50);
  EXPECT_EQ(captured("host " + kOutside.ipv6()), 0);
  EXPECT_EQ(captured("udp port 9 && not icmp && not icmp6"), 0);
}

TEST_P(MirrorEngine, CopiesHaveTheSizesAndChecksumsOfTheWire) {
  dom0_->in(kGuest1, "ethtool -K eth0 tx on gso on tso on");
  up();
  Sensor sensor = listen();
  for (const std::string& address : {kGuest2.ipv4(), kGuest2.ipv6()}) {
    dom0_->transfer(kGuest1, kGuest2, address, 6001);
  }
  sensor.stop();
  EXPECT_EQ(captured("greater 1515"), 0);
  EXPECT_GT(captured("tcp && greater 1514"), 2000);  // of 4 MiB
  EXPECT_THAT(must_run({"tcpdump", "-nnvvr", file()}), Not(HasSubstr("incorrect")));
}

// The bridge has forgotten where a guest is, and sends what is for it everywhere.
TEST_P(MirrorEngine, WhatTheBridgeFloodsArrivesOnce) {
  up();
  Sensor sensor = listen();
  dom0_->in(kHypervisor, "bridge fdb del " + kGuest2.mac() + " dev vif-guest2 master");
  EXPECT_EQ(dom0_->pings_answered(kGuest1, kGuest2.ipv4(), 10), 10);
  sensor.stop();
  EXPECT_EQ(captured("icmp"), 20);
}

TEST_P(MirrorEngine, ChosenPorts) {
  up({"--ports", "vif-guest1 vif-guest2"});
  Sensor sensor = listen();
  EXPECT_EQ(dom0_->pings_answered(kGuest1, kGuest2.ipv4(), 10), 10);
  EXPECT_EQ(dom0_->pings_answered(kOutside, kGuest2.ipv6(), 10), 10);
  EXPECT_EQ(dom0_->pings_answered(kHypervisor, kGuest1.ipv4(), 10), 10);
  EXPECT_EQ(dom0_->pings_answered(kOutside, kHypervisor.ipv4(), 10), 10);
  sensor.stop();
  EXPECT_EQ(captured("icmp && host " + kGuest2.ipv4()), 20);
  EXPECT_EQ(captured("icmp6 && host " + kOutside.ipv6()), 20);
  EXPECT_EQ(captured("icmp && host " + kHypervisor.ipv4() + " && host " + kGuest1.ipv4()), 20);
}

TEST_P(MirrorEngine, TheSensorNeedNotBeOnTheBridge) {
  const std::string port = Dom0::kSensorPort;
  dom0_->in(kHypervisor,
            "ip link set " + port + " nomaster; ip address add 10.9.0.1/24 dev " + port);
  dom0_->in(kSensor, "ip address flush dev eth0; ip address add 10.9.0.2/24 dev eth0");
  const std::string engine = GetParam();
  std::vector<std::string> options = {"--engine", engine};
  if (engine == "tee") options.insert(options.end(), {"--gateway", "10.9.0.2"});
  const NetworkState before = state();
  const Result result = script("up", options);
  ASSERT_EQ(result.status, 0) << result.err;
  Sensor sensor = listen();
  EXPECT_EQ(dom0_->pings_answered(kGuest1, kGuest2.ipv4(), 20), 20);
  EXPECT_EQ(dom0_->pings_answered(kHypervisor, kOutside.ipv4(), 20), 20);
  sensor.stop();
  EXPECT_EQ(captured("icmp"), 80);
  down();
  EXPECT_EQ(difference(before, state()), "");
}

TEST_P(MirrorEngine, TheSensorsOwnTrafficIsNotMirrored) {
  up();
  Sensor sensor = listen();
  EXPECT_EQ(dom0_->pings_answered(kSensor, kGuest1.ipv4(), 50), 50);
  EXPECT_EQ(dom0_->pings_answered(kHypervisor, kSensor.ipv6(), 50), 50);
  dom0_->wait_for_silence();
  const std::uint64_t received = dom0_->received(kSensor);
  std::this_thread::sleep_for(500ms);
  EXPECT_EQ(dom0_->received(kSensor), received) << "something goes round in circles";
  sensor.stop();
  // It hears itself speak, and hears the others, once.
  EXPECT_EQ(captured("icmp"), 100);
  EXPECT_EQ(captured("icmp6[0] == 128 || icmp6[0] == 129"), 100);
}

TEST_P(MirrorEngine, GuestsDoNotNoticeThatTheSensorDies) {
  const NetworkState before = state();
  up();
  // Whoever asks for the sensor in vain learns so within the time of this test.
  dom0_->in(kHypervisor, "sysctl -qw net.ipv4.neigh.br0.retrans_time_ms=50");
  const std::uint64_t received = dom0_->received(kGuest2);
  int answered = 0;
  std::thread pings(
      [&] { answered = dom0_->pings_answered(kGuest1, kGuest2.ipv4(), 600); });  // 1.2 s
  dom0_->in(kSensor, "ip link set eth0 down");
  std::this_thread::sleep_for(400ms);
  dom0_->in(kHypervisor,
            std::string("ip link delete ") + Dom0::kSensorPort + "; ip neighbour flush dev br0");
  pings.join();
  EXPECT_EQ(answered, 600);
  EXPECT_EQ(dom0_->received(kGuest2) - received, 600U) << "copies came to a guest";
  dom0_->transfer(kGuest1, kGuest2, kGuest2.ipv4(), 6003);
  EXPECT_EQ(dom0_->pings_answered(kGuest1, kHypervisor.ipv6(), 100), 100);

  dom0_->in(kHypervisor, "sysctl -qw net.ipv4.neigh.br0.retrans_time_ms=1000");
  down();
  const NetworkState after = state();
  EXPECT_TRUE(std::ranges::includes(before, after)) << difference(before, after);
}

// To a sensor that is on the same bridge, so that the mirror could mirror itself.
TEST_F(Mirror, ReachesASensorByItsAddressInATunnel) {
  const NetworkState before = state();
  const std::vector<std::string> command = {
      SCRIPTS "/hypervisor/mirror.sh", "--bridge", Dom0::kBridge, "--to", kSensor.ipv4(), "--state",
      scratch_.path("state")};
  const auto call = [&](std::vector<std::string> options) {
    options.insert(options.begin(), command.begin(), command.end());
    const Result result = run(options, dom0_->netns(kHypervisor));
    ASSERT_EQ(result.status, 0) << result.err;
  };
  call({"up", "--engine", "vxlan", "--id", "42"});
  const NetworkState once = state();
  call({"up", "--engine", "vxlan", "--id", "42"});
  EXPECT_EQ(difference(once, state()), "") << "up twice";
  dom0_->in(kSensor, "iptables -w -A OUTPUT -p icmp --icmp-type port-unreachable -j DROP");
  Sensor sensor(dom0_->netns(kSensor), {"eth0"}, {"--unwrap", "--unwrap-only", "-w", file()});
  EXPECT_EQ(dom0_->pings_answered(kGuest1, kGuest2.ipv4(), 50), 50);
  dom0_->transfer(kGuest1, kGuest2, kGuest2.ipv6(), 6001);
  dom0_->wait_for_silence();
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  EXPECT_EQ(captured("icmp"), 100);
  EXPECT_GT(captured("ip6 && tcp && greater 1514"), 1000) << "which came in fragments";
  EXPECT_EQ(captured("udp port 4789"), 0);
  EXPECT_THAT(outcome.result.err, HasSubstr("/vxlan 10.8.0.10 vni 42: received "));
  call({"down"});
  EXPECT_EQ(difference(before, state()), "");
}

TEST_F(Mirror, DryRunChangesNothing) {
  const NetworkState before = state();
  EXPECT_THAT(script("up", {"--engine", "nft", "--dry-run"}).out, HasSubstr("dup to"));
  EXPECT_THAT(script("up", {"--engine", "tc", "--dry-run"}).out, HasSubstr("egress mirror"));
  EXPECT_THAT(script("up", {"--engine", "tee", "--dry-run", "--gateway", kSensor.ipv4()}).out,
              HasSubstr("iptables -w -t mangle -A TAPBOND-vif-sensor -j TEE --gateway 10.8.0.14"));
  const std::string vlans = script("up", {"--engine", "nft", "--dry-run", "--one-nic"}).out;
  for (const char* vlan : {" type vlan id 10\n", " type vlan id 20\n"}) {
    EXPECT_THAT(vlans, HasSubstr(vlan));
  }
  EXPECT_THAT(vlans, Not(HasSubstr("dup to \"vif-sensor\"")));
  EXPECT_EQ(difference(before, state()), "");
  EXPECT_FALSE(std::filesystem::exists(scratch_.path("state")));
}

TEST_F(Mirror, WhatCannotWorkIsRefusedAndTakenBack) {
  const auto refused = [&](const std::vector<std::string>& options) {
    const NetworkState before = state();
    const Result result = script("up", options);
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(difference(before, state()), "");
    return result.err;
  };
  EXPECT_THAT(refused({"--engine", "tee"}), HasSubstr("--gateway"));
  EXPECT_THAT(refused({"--engine", "tee", "--gateway", "10.8.0.99"}),
              HasSubstr("does not answer at 10.8.0.99"));
  EXPECT_THAT(refused({"--engine", "tee", "--gateway", kSensor.ipv4(), "--one-nic"}),
              HasSubstr("--one-nic takes --engine nft or tc"));
  EXPECT_THAT(refused({"--engine", "nft", "--exclude", "portrange 1-2"}),
              HasSubstr("'portrange 1-2' is not understood"));
  EXPECT_THAT(refused({"--engine", "tc", "--ports", "vif-guest9"}), HasSubstr("vif-guest9"));

  dom0_->in(kHypervisor, "tc qdisc add dev vif-guest2 ingress");
  EXPECT_THAT(refused({"--engine", "tc", "--ports", "vif-guest1 vif-guest2"}),
              HasSubstr("'clsact' is needed"));
  dom0_->in(kHypervisor, "iptables -w -P FORWARD DROP");
  EXPECT_THAT(refused({"--engine", "tee", "--gateway", kSensor.ipv4()}), HasSubstr("FORWARD"));
}

}  // namespace
}  // namespace tapbond::lab
