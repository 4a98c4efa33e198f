// scripts/guest on Linux: legs that listen and never speak, and the kernel's own bond of them.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "tests/integration/lab.h"
#include "tests/integration/network_state.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class GuestScripts : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (!IsSkipped()) lab_.emplace(2);
  }

  Result script(const std::string& name, const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {SCRIPTS "/guest/" + name, "--state",
                                        scratch_.path("state")};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, lab_->sensor());
  }
  Result legs(const std::vector<std::string>& arguments) const {
    return script("legs.sh", arguments);
  }
  Result one2many(const std::vector<std::string>& arguments) const {
    return script("one2many.sh", arguments);
  }

  // What a vNIC looks like that nobody prepared: addresses, routes, ARP, IPv6. It greets nobody: a
  // greeting may be sent seconds later, when a test counts what is sent.
  void make_eth1_an_ordinary_interface() const {
    for (const char* command :
         {"sysctl -qw net.ipv6.conf.eth1.router_solicitations=0"
          " net.ipv6.conf.eth1.mldv2_unsolicited_report_interval=10"
          " net.ipv6.conf.eth1.disable_ipv6=0",
          "ip link set eth1 arp on", "ip address add 10.3.3.3/24 dev eth1",
          "ip route add 10.9.0.0/16 via 10.3.3.4", "ip address add fd00::3/64 dev eth1",
          "ip route add fd01::/64 via fd00::8"}) {
      must_run({"sh", "-c", command}, lab_->sensor());
    }
    ASSERT_TRUE(eventually([&] {
      const std::string shown = must_run({"ip", "address", "show", "dev", "eth1"}, lab_->sensor());
      return shown.find("fe80") != std::string::npos &&
             shown.find("tentative") == std::string::npos;
    }));
  }

  // The kernel announces a link that was down and up again with up to a second's delay.
  NetworkState state() const {
    eventually([&] {
      const std::string up = must_run({"ip", "-o", "link", "show", "up"}, lab_->sensor());
      return up.find("DOWN") == std::string::npos;
    });
    return network_state(lab_->sensor());
  }
  void expect_state(const NetworkState& expected) const {
    EXPECT_EQ(difference(expected, state()), "");
  }
  // Duplicate address detection delays the return of an IPv6 address.
  void expect_state_soon(const NetworkState& expected) const {
    eventually([&] { return state() == expected; });
    expect_state(expected);
  }
  std::string link(const std::string& interface) const {
    return must_run({"ip", "-o", "link", "show", "dev", interface}, lab_->sensor());
  }
  void expect_silent_legs() const {
    for (const std::string& leg : lab_->legs()) {
      EXPECT_EQ(lab_->leg_counter(leg, "tx_packets"), 0U) << leg;
    }
  }

  const Scratch scratch_;
  std::optional<Lab> lab_;
};

class GuestScriptsUnderLoad : public GuestScripts {};

TEST_F(GuestScripts, LegsAreMadePassiveAndRestored) {
  make_eth1_an_ordinary_interface();
  const NetworkState before = state();
  const Result up = legs({"up", "eth1", "eth2"});
  ASSERT_EQ(up.status, 0) << up.err;
  for (const std::string& leg : lab_->legs()) {
    EXPECT_THAT(link(leg), AllOf(HasSubstr("PROMISC"), HasSubstr("NOARP"), HasSubstr(",UP")));
    EXPECT_THAT(must_run({"ip", "address", "show", "dev", leg}, lab_->sensor()),
                Not(HasSubstr("inet")));
    EXPECT_THAT(
        must_run({"ethtool", "-k", leg}, lab_->sensor()),
        AllOf(HasSubstr("generic-receive-offload: off"), HasSubstr("rx-vlan-offload: off")));
    EXPECT_EQ(must_run({"cat", "/proc/sys/net/ipv6/conf/" + leg + "/disable_ipv6"}, lab_->sensor()),
              "1\n");
  }
  const Result down = legs({"down", "eth1", "eth2"});
  EXPECT_EQ(down.status, 0) << down.err;
  EXPECT_THAT(down.err, IsEmpty());
  expect_state_soon(before);
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path("state")));
}

TEST_F(GuestScripts, LegsTwiceIsHarmless) {
  make_eth1_an_ordinary_interface();
  const NetworkState before = state();
  ASSERT_EQ(legs({"up", "eth1"}).status, 0);
  const NetworkState once = state();
  ASSERT_EQ(legs({"up", "eth1"}).status, 0);
  expect_state(once);
  // A manager came by and gave the leg an address again.
  must_run({"ip", "address", "add", "10.3.3.9/24", "dev", "eth1"}, lab_->sensor());
  ASSERT_EQ(legs({"up", "eth1"}).status, 0);
  expect_state(once);
  ASSERT_EQ(legs({"down", "eth1"}).status, 0);
  ASSERT_EQ(legs({"down", "eth1"}).status, 0);
  expect_state_soon(before);
}

TEST_F(GuestScripts, PreparesTheLegsThatAConfigurationNames) {
  const std::string file = scratch_.path("tapbond.conf");
  std::ofstream(file)
      << "# interface = eth0\n interface = eth2 # to the server\ninterface=eth7,eth1\n"
         "interface = TCP@127.0.0.1:57012\nlabel = eth3=x\n";
  for (const auto& [name, status] : {std::pair("eth1", 0),
                                     {"eth2", 0},
                                     {"eth7", 0},
                                     {"eth0", 1},
                                     {"eth", 1},
                                     {"eth3", 1},
                                     {"TCP@127.0.0.1:57012", 1}}) {
    EXPECT_EQ(legs({"named", name, "--config", file}).status, status) << name;
  }
  const NetworkState before = state();
  const Result up = legs({"up", "--config", file});
  ASSERT_EQ(up.status, 0) << up.err;
  for (const std::string& leg : lab_->legs()) EXPECT_THAT(link(leg), HasSubstr("PROMISC"));
  ASSERT_EQ(legs({"down", "--config", file}).status, 0);
  expect_state_soon(before);
}

TEST_F(GuestScripts, RaisesTheMtu) {
  must_run({"ip", "link", "set", "eth1", "mtu", "1400"}, lab_->sensor());
  ASSERT_EQ(legs({"up", "--mtu", "4000", "eth1"}).status, 0);
  EXPECT_THAT(link("eth1"), HasSubstr(" mtu 4000 "));
  ASSERT_EQ(legs({"down", "eth1"}).status, 0);
  EXPECT_THAT(link("eth1"), HasSubstr(" mtu 1400 "));
  ASSERT_EQ(legs({"up", "--mtu", "1000", "eth1"}).status, 0);
  EXPECT_THAT(link("eth1"), HasSubstr(" mtu 1400 "));
}

TEST_F(GuestScripts, DryRunChangesNothing) {
  make_eth1_an_ordinary_interface();
  const NetworkState before = state();
  EXPECT_THAT(
      legs({"up", "--dry-run", "eth1"}).out,
      AllOf(HasSubstr("ip link set dev eth1 promisc on"), HasSubstr("ip address flush dev eth1")));
  EXPECT_THAT(one2many({"up", "--dry-run", "--name", "bond0", "eth1", "eth2"}).out,
              HasSubstr("ingress redirect dev bond0"));
  expect_state(before);
  EXPECT_FALSE(std::filesystem::exists(scratch_.path("state")));
}

TEST_F(GuestScripts, WhatFailsIsTakenBack) {
  const NetworkState before = state();
  const Result unknown = legs({"up", "eth1", "eth9"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr("there is no interface eth9"));
  expect_state(before);

  // Somebody else's filter is where the script puts its own.
  must_run({"tc", "qdisc", "add", "dev", "eth2", "ingress"}, lab_->sensor());
  must_run({"tc", "filter", "add", "dev", "eth2", "parent", "ffff:", "pref", "10", "protocol",
            "all", "bpf", "bytecode", "1,6 0 0 0", "classid", "1:1"},
           lab_->sensor());
  const NetworkState with_filter = state();
  const Result taken = one2many({"up", "--name", "bond0", "eth1", "eth2"});
  EXPECT_NE(taken.status, 0);
  expect_state(with_filter);
}

TEST_F(GuestScriptsUnderLoad, LegsSendNothingWhileTapbondListens) {
  ASSERT_EQ(legs({"up", "eth1", "eth2"}).status, 0);
  Sensor sensor(lab_->sensor(), lab_->legs(), {"-w", scratch_.path("load.pcap")});
  lab_->send({"--count", "300000", "--rate", "100000"});
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.captured, 300'000U);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  expect_silent_legs();
}

TEST_F(GuestScriptsUnderLoad, OneInterfaceSeesWhatBothLegsSaw) {
  make_eth1_an_ordinary_interface();
  const NetworkState before = state();
  std::map<std::string, std::uint64_t> sent;
  for (const std::string& leg : lab_->legs()) sent[leg] = lab_->leg_counter(leg, "tx_packets");
  const Result up = one2many({"up", "--name", "bond0", "eth1", "eth2"});
  ASSERT_EQ(up.status, 0) << up.err;
  const NetworkState once = state();
  ASSERT_EQ(one2many({"up", "--name", "bond0", "eth1", "eth2"}).status, 0);
  expect_state(once);

  const std::string file = scratch_.path("bond0.pcap");
  // In immediate mode every frame takes a snaplen of its ring.
  Process tcpdump(
      {"tcpdump", "-i", "bond0", "--immediate-mode", "-s", "128", "-U", "-B", "65536", "-w", file},
      {.netns = lab_->sensor()});
  ASSERT_TRUE(tcpdump.wait_for_error_text("listening on bond0"));
  Sensor sensor(lab_->sensor(), lab_->legs(), {"-w", scratch_.path("tapbond.pcap")});
  lab_->send({"--count", "50000", "--rate", "50000"});
  // A file header of 24 bytes, and one of 16 before every frame of 100.
  EXPECT_TRUE(eventually([&] { return std::filesystem::file_size(file) == 24 + 50'000 * 116; }));
  tcpdump.signal(SIGTERM);
  EXPECT_THAT(tcpdump.wait().err, HasSubstr("\n0 packets dropped by kernel"));
  std::map<std::string, std::uint64_t> seen = check(file, {"--count", "50000"});
  EXPECT_EQ(seen["frames"], 50'000U);
  EXPECT_EQ(seen["missing"], 0U);
  EXPECT_EQ(seen["duplicate"], 0U);
  EXPECT_EQ(sensor.stop().summary.captured, 50'000U) << "tapbond listens to the legs meanwhile";
  for (const std::string& leg : lab_->legs()) {
    EXPECT_EQ(lab_->leg_counter(leg, "tx_packets"), sent[leg]) << leg;
  }
  EXPECT_EQ(counter(lab_->sensor(), "bond0", "tx_packets"), 0U);

  const Result down = one2many({"down", "--name", "bond0"});
  EXPECT_EQ(down.status, 0) << down.err;
  expect_state_soon(before);
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path("state")));
}

}  // namespace
}  // namespace tapbond::lab
