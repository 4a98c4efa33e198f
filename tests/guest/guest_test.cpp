// What a sensor does in a virtual machine, on vNICs of every kind and with their drivers.

#include "tests/guest/guest.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/integration/lab.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string kind_of(const std::string& leg) {
  return kinds()[(std::stoul(leg.substr(3)) - 1) / 2].vnic;
}

class GuestTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = Guest::missing();
    if (!missing.empty()) GTEST_SKIP() << missing;
    guest = &Guest::instance();
  }

  // Ends a run that has heard nothing so far: what is sent to each leg now, it has written.
  Summary expect_every_frame(const std::vector<std::string>& legs, GuestSensor& sensor) const {
    constexpr std::uint64_t kFrames = 100;  // per leg
    const auto before = guest->received();
    guest->send(legs, {"--count", std::to_string(kFrames * legs.size()), "--rate", "500"});
    for (const std::string& leg : legs) {
      EXPECT_TRUE(guest->receives(leg, before.at(leg) + kFrames)) << kind_of(leg);
    }
    const Summary summary = sensor.stop();
    for (const std::string& leg : legs) {
      EXPECT_EQ(summary.legs.at(leg).written, kFrames) << kind_of(leg);
    }
    return summary;
  }

  Guest* guest = nullptr;
};

std::vector<std::string> one_leg_of_each_kind(std::string (*leg)(std::size_t kind)) {
  std::vector<std::string> legs;
  for (std::size_t i = 0; i < kinds().size(); ++i) legs.push_back(leg(i));
  return legs;
}

std::uint64_t packets_in(const std::string& file, const std::string& filter) {
  return std::stoull(must_run({"tcpdump", "-r", file, "--count", filter}));
}

TEST_F(GuestTest, InstallsWithApt) {
  const Descriptor package(open(Guest::package().c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(guest->run("cat >/tmp/tapbond.deb", package.get()).status, 0);
  guest->must_run("apt-get install --yes --reinstall /tmp/tapbond.deb");
  EXPECT_EQ(guest->must_run("dpkg --verify tapbond"), "");
  EXPECT_THAT(guest->must_run("systemctl show --property LoadState,ActiveState tapbond"),
              testing::AllOf(HasSubstr("LoadState=loaded"), HasSubstr("ActiveState=inactive")));
}

TEST_F(GuestTest, ListsEachKindOfVnic) {
  const auto list = nlohmann::json::parse(guest->must_run("tapbond -D --json"));
  std::map<std::string, std::string> drivers;
  for (const auto& interface : list) {
    if (!interface.contains("driver")) continue;
    drivers[interface["name"]] = interface["driver"];
    if (interface["driver"] != "") {
      EXPECT_THAT(interface["bus"].get<std::string>(), MatchesRegex("0000:00:..\\.."));
    }
  }
  for (std::size_t i = 0; i < kinds().size(); ++i) {
    EXPECT_EQ(drivers[first_leg(i)], kinds()[i].driver);
    EXPECT_EQ(drivers[second_leg(i)], kinds()[i].driver);
  }
}

TEST_F(GuestTest, EveryFrameIsThereOnEachKindOfVnic) {
  constexpr std::uint64_t kFrames = 6000;
  const Scratch scratch;
  guest->prepare(all_legs());
  std::map<std::string, Gauge> gauges;
  for (const std::string& leg : all_legs()) gauges.emplace(leg, Gauge(*guest, leg));
  GuestSensor sensor(*guest, all_legs(), "-w /var/tmp/all.pcapng");
  guest->send(all_legs(), {"--count", std::to_string(kFrames), "--rate", "1000"});
  const std::uint64_t each = kFrames / all_legs().size();
  ASSERT_TRUE(guest->fulfils(
      "[ $(tcpdump -nr /var/tmp/all.pcapng --count 2>/dev/null | cut -d ' ' -f 1) -ge " +
      std::to_string(kFrames) + " ]"));
  const Summary summary = sensor.stop();

  guest->fetch("/var/tmp/all.pcapng", scratch.path("all.pcapng"));
  auto truth = check(scratch.path("all.pcapng"), {"--count", std::to_string(kFrames)});
  EXPECT_EQ(truth["frames"], kFrames);
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["duplicate"], 0U);
  for (const auto& [leg, gauge] : gauges) {
    EXPECT_EQ(gauge.given(), each) << kind_of(leg);
    EXPECT_EQ(summary.legs.at(leg).received, gauge.given()) << kind_of(leg);
    EXPECT_EQ(summary.legs.at(leg).written, gauge.given()) << kind_of(leg);
    EXPECT_EQ(gauge.taken(), 0U) << kind_of(leg) << " sent something";
  }
}

// The senders' frames are for nobody here: a vNIC that is not promiscuous does not let them in.
TEST_F(GuestTest, IsPromiscuousOnEachKindOfVnic) {
  constexpr std::uint64_t kFrames = 100;  // per leg
  const std::uint64_t all = kFrames * all_legs().size();
  guest->prepare(all_legs());
  const auto set_promiscuous = [&](const std::string& state) {
    guest->must_run("for leg in /sys/class/net/leg*; do ip link set ${leg##*/} promisc " + state +
                    "; done");
  };
  set_promiscuous("off");
  for (const bool promiscuous : {false, true}) {
    GuestSensor sensor(*guest, all_legs(), promiscuous ? "-w /dev/null" : "-p -w /dev/null");
    const auto before = guest->received();
    guest->send(all_legs(), {"--count", std::to_string(all), "--rate", "1000"});
    if (promiscuous) {
      for (const std::string& leg : all_legs()) {
        EXPECT_TRUE(guest->receives(leg, before.at(leg) + kFrames)) << kind_of(leg);
      }
    }
    const Summary summary = sensor.stop();
    for (const std::string& leg : all_legs()) {
      EXPECT_EQ(summary.legs.at(leg).received, promiscuous ? kFrames : 0U) << kind_of(leg);
    }
  }
  set_promiscuous("on");
}

// An 802.1Q tag, and one inside an 802.1ad tag.
TEST_F(GuestTest, KeepsVlanTagsOnEachKindOfVnic) {
  constexpr std::uint64_t kFrames = 50;  // of each leg and sort
  const Scratch scratch;
  const std::vector<std::string> legs = one_leg_of_each_kind(first_leg);
  guest->prepare(legs);
  GuestSensor sensor(*guest, legs, "-w /var/tmp/tagged.pcapng");
  const auto before = guest->received();
  const std::string count = std::to_string(kFrames * legs.size());
  guest->send(legs, {"--count", count, "--rate", "200", "--tag", "7"});
  guest->send(legs, {"--count", count, "--rate", "200", "--tag", "100", "--tag", "9"});
  guest->send(legs, {"--count", count, "--rate", "200", "--tag", "8", "--size", "1514"});
  for (const std::string& leg : legs) {
    EXPECT_TRUE(guest->receives(leg, before.at(leg) + 2 * kFrames)) << kind_of(leg);
  }
  const Summary summary = sensor.stop();

  const std::string file = scratch.path("tagged.pcapng");
  guest->fetch("/var/tmp/tagged.pcapng", file);
  for (std::size_t i = 0; i < legs.size(); ++i) {
    // The sender names the leg in its address.
    const auto packets = [&](const std::string& filter) {
      return packets_in(file,
                        "ether src 02:00:00:00:00:0" + std::to_string(i + 1) + " and " + filter);
    };
    EXPECT_EQ(packets("vlan 7 and udp"), kFrames) << kinds()[i].vnic;
    EXPECT_EQ(packets("vlan 100 and vlan 9 and udp"), kFrames) << kinds()[i].vnic;
    EXPECT_EQ(packets("ether[12:2] == 0x88a8"), kFrames) << kinds()[i].vnic;
    EXPECT_GE(summary.legs.at(legs[i]).received, 2 * kFrames) << kinds()[i].vnic;
  }
}

// The host's queue is long enough for what comes while the guest stands still.
TEST_F(GuestTest, GoesOnAfterAStop) {
  constexpr std::uint64_t kFrames = 2000;
  const Scratch scratch;
  const std::vector<std::string> legs = {first_leg(4), second_leg(4)};
  guest->prepare(legs);
  GuestSensor sensor(*guest, legs, "-w /var/tmp/stopped.pcapng");
  const Gauge one(*guest, legs[0]);
  const Gauge other(*guest, legs[1]);
  const std::uint64_t before = guest->received(legs[1]);
  Process sender(guest->send_command(legs, {"--count", std::to_string(kFrames), "--rate", "200"}),
                 {.netns = guest->host()});
  ASSERT_TRUE(guest->receives(legs[1], before + 100));
  guest->monitor("stop");
  std::this_thread::sleep_for(3s);
  guest->monitor("cont");
  ASSERT_EQ(sender.wait().status, 0);
  ASSERT_TRUE(guest->receives(legs[1], before + kFrames / 2));
  const Summary summary = sensor.stop();

  guest->fetch("/var/tmp/stopped.pcapng", scratch.path("stopped.pcapng"));
  auto truth = check(scratch.path("stopped.pcapng"), {"--count", std::to_string(kFrames)});
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["duplicate"], 0U);
  EXPECT_EQ(summary.legs.at(legs[0]).written, one.given());
  EXPECT_EQ(summary.legs.at(legs[1]).written, other.given());
}

// pcnet32 does not ask for the link, and e1000e in QEMU 7.2 was seen to keep its carrier.
TEST_F(GuestTest, HearsAgainWhenTheCableIsBack) {
  const std::vector<std::string> legs = one_leg_of_each_kind(first_leg);
  const auto knows_its_link = [](const std::string& leg) {
    return kind_of(leg) != "pcnet" && kind_of(leg) != "e1000e";
  };
  const auto carrier_is = [&](const std::string& leg, const char* state) {
    return guest->fulfils("[ $(cat /sys/class/net/" + leg + "/carrier) = " + state + " ]");
  };
  guest->prepare(legs);
  GuestSensor sensor(*guest, legs, "-w /dev/null");
  for (const std::string& leg : legs) guest->monitor("set_link " + leg + " off");
  for (const std::string& leg : legs) {
    if (!knows_its_link(leg)) continue;
    EXPECT_TRUE(carrier_is(leg, "0")) << kind_of(leg);
    EXPECT_TRUE(sensor.says(leg + " has lost its link")) << kind_of(leg);
  }
  for (const std::string& leg : legs) guest->monitor("set_link " + leg + " on");
  for (const std::string& leg : legs) {
    EXPECT_TRUE(carrier_is(leg, "1")) << kind_of(leg);
    if (knows_its_link(leg)) {
      EXPECT_TRUE(sensor.says(leg + " is back after")) << kind_of(leg);
    }
  }
  expect_every_frame(legs, sensor);
}

// The package prepares it again, because its configuration names it.
TEST_F(GuestTest, TakesUpAVnicThatIsPluggedAgain) {
  const std::vector<std::string> legs = one_leg_of_each_kind(second_leg);
  guest->prepare(legs);
  guest->configure(legs);
  GuestSensor sensor(*guest, legs, "-w /dev/null");
  for (const std::string& leg : legs) {
    ASSERT_TRUE(guest->unplug(leg)) << kind_of(leg);
    ASSERT_TRUE(sensor.waits_for(leg)) << kind_of(leg);
  }
  for (std::size_t i = 0; i < legs.size(); ++i) {
    char mac[] = "52:54:00:00:01:00";
    std::snprintf(mac + 15, 3, "%02zx", 2 * i + 2);
    guest->monitor("device_add " + kinds()[i].device + ",id=" + legs[i] + ",netdev=wire-" +
                   legs[i] + ",romfile=,mac=" + mac);
  }
  for (const std::string& leg : legs) {
    ASSERT_TRUE(sensor.says(leg + " is back after"))
        << kind_of(leg) << '\n'
        << guest->run("ip -o link; dmesg | tail -n 40").out;
  }
  const Summary summary = expect_every_frame(legs, sensor);
  for (const std::string& leg : legs) {
    EXPECT_EQ(summary.legs.at(leg).times_away, 1U) << kind_of(leg);
    EXPECT_EQ(guest->given(leg, "rx_packets"), 0U) << kind_of(leg) << " sent something";
  }
  guest->configure({});  // the next start need not prepare them
}

// Two hosts talk over the tapped wire, and each fault is made while they do.
TEST_F(GuestTest, ChecksSeeEachFault) {
  const std::string leg = first_leg(0);
  const std::string other = second_leg(0);
  guest->prepare({leg, other});
  const Process talk({"ping", "-n", "-q", "-i", "0.05", Classroom::kServerAddress},
                     {.netns = guest->classroom("attack")});
  // The levels by check and leg.
  const auto checked = [&](int seconds) {
    const auto report =
        nlohmann::json::parse(guest
                                  ->run("tapbond --check --json --seconds " +
                                        std::to_string(seconds) + " -i " + leg + " -i " + other)
                                  .out);
    std::map<std::string, std::string> levels;
    for (const auto& verdict : report["verdicts"]) {
      levels[verdict["check"].get<std::string>() + " " + verdict["leg"].get<std::string>()] =
          verdict["level"];
    }
    return levels;
  };

  auto sound = checked(5);
  for (const char* check : {"link ", "address ", "offload ", "others "}) {
    EXPECT_EQ(sound[check + leg], "ok") << check;
    EXPECT_EQ(sound[check + other], "ok") << check;
  }
  EXPECT_FALSE(sound.contains("mirror "));

  guest->must_run("ethtool -K " + leg + " gro on && ip address add 192.0.2.1/24 dev " + leg);
  guest->monitor("set_link " + leg + " off");
  ASSERT_TRUE(guest->fulfils("[ $(cat /sys/class/net/" + leg + "/carrier) = 0 ]"));
  auto unfit = checked(0);
  EXPECT_EQ(unfit["link " + leg], "fail");
  EXPECT_EQ(unfit["address " + leg], "fail");
  EXPECT_EQ(unfit["offload " + leg], "warn");
  for (const char* check : {"link ", "address ", "offload "}) {
    EXPECT_EQ(unfit[check + other], "ok") << check;
  }
  guest->monitor("set_link " + leg + " on");
  guest->must_run("ethtool -K " + leg + " gro off && ip address flush dev " + leg);
  ASSERT_TRUE(guest->fulfils("[ $(cat /sys/class/net/" + leg + "/carrier) = 1 ]"));

  // A virtual switch that refuses promiscuous mode lets in what is for everybody.
  const Process asks({"ping", "-n", "-q", "10.0.1.99"}, {.netns = guest->classroom("attack")});
  guest->wire("eth1", {"match", "u8", "1", "1", "at", "-14"}, {{"redirect", leg}});
  auto refused = checked(5);
  EXPECT_EQ(refused["others " + leg], "fail");
  EXPECT_EQ(refused["others " + other], "ok");

  guest->wire("eth2", {}, {});
  guest->wire("eth1", {"match", "u32", "0", "0"}, {{"mirror", other}, {"redirect", leg}});
  EXPECT_EQ(checked(5)["mirror "], "fail") << "one output is plugged in twice";

  guest->wire("eth1", {"match", "u32", "0", "0"}, {{"redirect", leg}});
  guest->wire("eth2", {"match", "u32", "0", "0"}, {{"redirect", other}});
}

TEST_F(GuestTest, SaysThatTheDiskIsFull) {
  const std::string leg = first_leg(0);
  const Scratch scratch;
  guest->prepare({leg});
  guest->must_run("mkdir -p /mnt/full && mount -t tmpfs -o size=256k tmpfs /mnt/full");
  GuestSensor sensor(*guest, {leg}, "-w /mnt/full/full.pcap");
  guest->send({leg}, {"--count", "500", "--size", "1500", "--rate", "500"});
  EXPECT_TRUE(sensor.says("No space left on device"));
  EXPECT_NE(sensor.end().status, 0);
  guest->fetch("/mnt/full/full.pcap", scratch.path("full.pcap"));
  auto truth = check(scratch.path("full.pcap"), {});
  EXPECT_GT(truth["numbered"], 100U);
  EXPECT_EQ(truth["missing"], 0U);
  guest->must_run("umount /mnt/full");
}

// What is older than --sync allows for stands in the file, without a gap.
TEST_F(GuestTest, LeavesAReadableFileAfterACrash) {
  constexpr std::uint64_t kFrames = 1000;
  const Scratch scratch;
  const std::vector<std::string> legs = {first_leg(0), second_leg(0)};
  guest->prepare(legs);
  guest->must_run("systemd-run --quiet --unit crash --property Type=notify tapbond -i " + legs[0] +
                  " -i " + legs[1] + " --sync 1 -w /var/tmp/crash.pcapng");
  const std::uint64_t before = guest->received(legs[1]);
  guest->send(legs, {"--count", std::to_string(kFrames), "--rate", "500"});
  ASSERT_TRUE(guest->receives(legs[1], before + kFrames / 2));
  ASSERT_TRUE(guest->fulfils(
      "[ $(tcpdump -nr /var/tmp/crash.pcapng --count 2>/dev/null | cut -d ' ' -f 1) -ge " +
      std::to_string(kFrames) + " ]"));
  // The guest's own clock says when the second is over, and some more.
  guest->must_run("sleep 3");
  guest->send(legs, {"--first", std::to_string(kFrames), "--count", "500", "--rate", "500"});
  const std::string old = guest->boot_id();
  guest->monitor("system_reset");
  guest->wait_for_start_after(old);

  const Result read = guest->run("tapbond -r /var/tmp/crash.pcapng -w /var/tmp/read.pcapng 2>&1");
  EXPECT_EQ(read.status, 0) << read.out;
  guest->fetch("/var/tmp/read.pcapng", scratch.path("read.pcapng"));
  auto truth = check(scratch.path("read.pcapng"), {});
  EXPECT_GE(truth["numbered"], kFrames);
  EXPECT_EQ(truth["missing"], 0U);
}

TEST_F(GuestTest, ServiceIsBackAfterAReboot) {
  constexpr std::uint64_t kFrames = 100;
  const std::vector<std::string> legs = {first_leg(1), second_leg(1)};
  guest->configure(legs);
  guest->must_run("systemctl enable --now tapbond && sync");
  const std::string old = guest->boot_id();
  guest->run("systemctl reboot");
  guest->wait_for_start_after(old);
  for (const std::string& leg : legs) {
    ASSERT_TRUE(
        guest->fulfils("systemctl is-active tapbond && journalctl --boot --unit tapbond | "
                       "grep -e 'listening on " +
                       leg + "' -e '" + leg + " is back'"));
  }
  const std::uint64_t before = guest->received(legs[1]);
  guest->send(legs, {"--count", std::to_string(2 * kFrames), "--rate", "200"});
  ASSERT_TRUE(guest->receives(legs[1], before + kFrames));
  guest->must_run("systemctl stop tapbond");
  EXPECT_EQ(guest->must_run("ls /var/lib/tapbond | wc -l"), "2\n");
  EXPECT_THAT(
      guest->must_run("cd /var/lib/tapbond && tcpdump -r $(ls -t | head -n 1) --count 2>&1"),
      HasSubstr(std::to_string(2 * kFrames) + " packets"));
  EXPECT_EQ(guest->must_run("stat -c '%U %a' /var/lib/tapbond/*"), "tapbond 600\ntapbond 600\n");
}

}  // namespace
}  // namespace tapbond::lab
