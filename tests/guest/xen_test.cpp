// scripts/hypervisor/mirror.sh in the privileged domain of a Xen host: all that its guests say
// arrives at the sensor's tapbond, and whatever becomes of the sensor, they do not notice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <sstream>

#include "tests/guest/xen_host.h"

namespace tapbond::lab {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::Gt;

constexpr unsigned kBytes = 200'000;  // of a transfer
constexpr const char* kExcluded = "10.9.0.0/24";

struct Counters {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

class XenMirror : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string missing = XenHost::missing();
    if (!missing.empty()) GTEST_SKIP() << missing;
    host = &XenHost::instance();
    port = host->sensor_port();
  }

  // What a test left that gave up is not the next one's.
  void TearDown() override {
    if (!HasFailure() || host == nullptr) return;
    host->run("dom0", mirror_command("down"));
    if (host->run("dom0", "xl domid sensor").status == 0) {
      host->run("sensor", "kill -KILL $(cat /tmp/tapbond.pid)");
    } else {
      host->create("sensor");
      host->make_quiet();
    }
  }

  std::string mirror_command(const std::string& words) const {
    return "bash /lab/scripts/hypervisor/mirror.sh " + words + " --bridge br0 --to " + port;
  }
  void mirror(const std::string& words) const {
    const Result result = host->run("dom0", mirror_command(words));
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err.find("could not be taken back"), std::string::npos) << result.err;
  }
  void up(const std::string& options = "") const {
    std::string words =
        "up --engine " + std::string(GetParam()) + " --exclude 'net " + kExcluded + "' " + options;
    if (GetParam() == std::string("tee")) words += " --gateway 10.8.0.14 --gateway fd08::14";
    mirror(words);
  }

  // What mirror.sh may change, and where it remembers that.
  std::string changes() const {
    return host->must_run("dom0", R"(nft list tables netdev
      for tables in iptables ip6tables; do $tables -w -t mangle -S | grep -v '^-P'; done
      ebtables -L OUTPUT | grep -e '^-'
      tc qdisc show | grep -e clsact -e ingress
      cat /sys/class/net/br0/brif/*/*flood
      ip -o link show type vlan
      ls /run/tapbond 2>/dev/null
      true)");
  }

  // Frames but those of IPv6: what that says of itself now and then is no test's.
  Counters counters(const std::string& guest) const {
    std::istringstream numbers(host->must_run(
        guest,
        "cd /sys/class/net/eth0/statistics; cat tx_packets rx_packets; "
        "awk '$1 == \"Ip6OutRequests\" || $1 == \"Ip6InReceives\" { print $2 }' /proc/net/snmp6"));
    Counters now;
    Counters of_ipv6;
    numbers >> now.sent >> now.received >> of_ipv6.received >> of_ipv6.sent;
    return {now.sent - of_ipv6.sent, now.received - of_ipv6.received};
  }

  // Ends when each has its reply, however late: ping gives up sooner than a busy machine is done.
  static std::string ping_command(const std::string& to, int count) {
    const std::string number = std::to_string(count);
    return "replies() { awk '/^Icmp: [0-9]/ { print $11 }' /proc/net/snmp; }; "
           "end=$(($(replies) + " +
           number +
           ")); "
           "ping -q -c " +
           number + " -i 0.05 " + to +
           " >/dev/null || true; "
           "until [ $(replies) -ge $end ]; do sleep 0.2; done";
  }
  void ping(const std::string& from, const std::string& to, int count) const {
    host->must_run(from, ping_command(to, count));
  }

  // What comes to `guest` over TCP must be what `send` read from /tmp/sent in `from`. The receiver
  // has nothing to say, but would end the conversation if it were at the end of that.
  void transfer(const std::string& from, const std::string& guest, const std::string& send) const {
    host->must_run(guest,
                   "[ -e /tmp/silence ] || mkfifo /tmp/silence; "
                   "nc -l -p 6001 <>/tmp/silence >/tmp/got 2>/dev/null & "
                   "echo $! >/tmp/receiver.pid; "
                   "until netstat -ltn | grep -q ':6001 '; do sleep 0.2; done");
    const std::string sent =
        host->must_run(from, "head -c " + std::to_string(kBytes) + " /dev/urandom >/tmp/sent; " +
                                 send + "; md5sum </tmp/sent");
    EXPECT_EQ(host->after_end(guest, "receiver", "md5sum </tmp/got"), sent);
  }

  const XenHost* host = nullptr;
  std::string port;
};

INSTANTIATE_TEST_SUITE_P(Engines, XenMirror, testing::Values("nft", "tc", "tee"),
                         [](const auto& engine) { return std::string(engine.param); });

class XenTaggedMirror : public XenMirror {};
INSTANTIATE_TEST_SUITE_P(Engines, XenTaggedMirror, testing::Values("nft", "tc"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(XenMirror, EverythingArrivesOnceAndDownRestores) {
  constexpr int kPings = 20;
  const std::string before = changes();
  up();
  XenSensor sensor(*host, "/tmp/mirrored.pcap", "not ip6");
  ping("guest1", "10.9.0.12", kPings);  // the excluded network

  const Counters first = counters("guest1");
  const Counters second = counters("guest2");
  ping("guest1", "10.8.0.12", kPings);
  transfer("guest1", "guest2", "nc 10.8.0.12 6001 </tmp/sent");
  const Counters first_between = counters("guest1");
  std::uint64_t expected = first_between.sent - first.sent + counters("guest2").sent - second.sent;

  ping("guest1", "10.8.0.10", kPings);
  transfer("dom0", "guest1", "bash -c 'cat /tmp/sent >/dev/tcp/10.8.0.11/6001'");
  const Counters first_after = counters("guest1");
  expected += first_after.sent - first_between.sent;
  expected += first_after.received - first_between.received;

  // A mirror of the sensor's own frames would go round in circles: it hears itself speak, once.
  ping("sensor", "10.8.0.11", kPings);
  expected += 2 * kPings;

  const Summary summary = sensor.stop();
  EXPECT_EQ(summary.dropped(), 0U);
  EXPECT_EQ(summary.captured, expected);
  EXPECT_THAT(sensor.captured({"icmp[icmptype] == icmp-echo", "icmp[icmptype] == icmp-echoreply",
                               "tcp and host 10.8.0.12", "tcp and host 10.8.0.10",
                               std::string("net ") + kExcluded, "greater 1515"}),
              ElementsAre(3U * kPings, 3U * kPings, Gt(kBytes / 1448), Gt(kBytes / 1448), 0U, 0U));
  EXPECT_EQ(
      host->run("sensor", "tcpdump -Z root -nnvvr " + sensor.file() + " | grep incorrect").out, "");

  mirror("down");
  EXPECT_EQ(changes(), before);
}

TEST_P(XenMirror, GuestsDoNotNoticeThatTheSensorIsDestroyed) {
  constexpr int kPings = 200;
  up();
  const std::uint64_t received = counters("guest2").received;
  host->start("guest1", "pings", ping_command("10.8.0.12", kPings));
  host->must_run("dom0", "xl destroy sensor");
  host->after_end("guest1", "pings", "");
  EXPECT_EQ(counters("guest2").received - received, kPings) << "copies came to a guest";
  transfer("guest1", "guest2", "nc 10.8.0.12 6001 </tmp/sent");

  mirror("down");
  EXPECT_EQ(host->run("dom0", "ls /run/tapbond").out, "");
  host->create("sensor");
  host->make_quiet();
}

// What the guests say in one VLAN, and what the host says to them in another.
TEST_P(XenTaggedMirror, TellsTheDirectionsApart) {
  constexpr int kPings = 20;
  const std::string before = changes();
  up("--one-nic");
  XenSensor sensor(*host, "/tmp/directions.pcapng", "--split vlan icmp");
  ping("guest1", "10.8.0.12", kPings);
  ping("guest1", "10.8.0.10", kPings);
  EXPECT_EQ(sensor.stop().captured, 4U * kPings);
  EXPECT_THAT(sensor.captured({"icmp"}), ElementsAre(4U * kPings)) << "without tags";
  for (const auto& [name, frames] : {std::pair("eth0.10", 3 * kPings), {"eth0.20", kPings}}) {
    EXPECT_THAT(sensor.said(),
                ContainsRegex("  " + std::string(name) + ": received [0-9]+, written " +
                              std::to_string(frames) + ","));
  }
  mirror("down");
  EXPECT_EQ(changes(), before);
}

// How far it can be pushed, as a table. That a machine is slow is no fault; that frames are lost
// which nobody counted is.
TEST_P(XenMirror, CountsWhatItCannotCarry) {
  constexpr std::array kRates = {100, 1000, 3000, 10000, 30000};  // per second
  up();
  XenSensor sensor(*host, "/tmp/pushed.pcap", "-Q in");
  const auto given = [&](const std::string& counter) {
    return host->number("dom0", "cat /sys/class/net/" + port + "/statistics/" + counter);
  };
  const std::uint64_t given_before = given("tx_packets");
  std::string check;
  std::string send;
  std::uint64_t number = 0;
  for (const int rate : kRates) {
    const std::string range =
        " --first " + std::to_string(number) + " --count " + std::to_string(rate) + " ";
    send += "begin=$(cut -d ' ' -f 1 /proc/uptime); frame_sender -i eth0 --rate " +
            std::to_string(rate) + range +
            ">/dev/null; echo $begin $(cut -d ' ' -f 1 /proc/uptime); sleep 1; ";
    check += "capture_check" + range + sensor.file() + " | sed -n 's/^missing=//p'; ";
    number += static_cast<std::uint64_t>(rate);
  }
  const std::string achieved = host->must_run("guest1", send);
  const Summary summary = sensor.stop();
  const LegSummary& leg = summary.legs.at("eth0");
  // IPv6 says something of itself at any time.
  EXPECT_NEAR(static_cast<double>(leg.received),
              static_cast<double>(given("tx_packets") - given_before), 5);

  std::istringstream missing(host->must_run("sensor", check));
  std::istringstream times(achieved);
  std::cout << "| engine | asked, frames/s | sent, frames/s | lost, % |\n";
  for (const int rate : kRates) {
    double begin = 0;
    double end = 0;
    double lost = 0;
    times >> begin >> end;
    missing >> lost;
    std::cout << "| " << GetParam() << " | " << rate << " | "
              << static_cast<int>(rate / (end - begin)) << " | " << 100 * lost / rate << " |\n";
    if (rate == kRates.front()) {
      EXPECT_EQ(lost, 0);
    }
  }
  mirror("down");
}

}  // namespace
}  // namespace tapbond::lab
