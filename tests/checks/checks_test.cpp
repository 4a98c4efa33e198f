#include "sensor/checks/checks.h"

#include <gmock/gmock.h>

namespace tapbond {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

InterfaceFacts good_leg() {
  InterfaceFacts leg;
  leg.name = "eth1";
  leg.link = {.index = 2, .up = true, .carrier = true};
  leg.driver = "vmxnet3";
  leg.bus = "0000:0b:00.0";
  leg.mac = "00:0c:29:01:02:03";
  leg.mtu = 9216;
  leg.ring = RingSize{4096, 4096};
  return leg;
}

// The verdict of a check that gives one, or of that name.
Verdict only(const Verdicts& verdicts) {
  EXPECT_EQ(verdicts.size(), 1u);
  return verdicts.empty() ? Verdict{} : verdicts.front();
}

Verdict named(const Verdicts& verdicts, const std::string& check) {
  for (const Verdict& verdict : verdicts) {
    if (verdict.check == check) return verdict;
  }
  ADD_FAILURE() << "no verdict on " << check;
  return {};
}

void expect_ok(const Verdicts& verdicts) {
  EXPECT_FALSE(verdicts.empty());
  for (const Verdict& verdict : verdicts) {
    EXPECT_EQ(verdict.level, Level::kOk) << verdict.check << ": " << verdict.evidence;
    EXPECT_EQ(verdict.remedy, "") << verdict.check;
    EXPECT_NE(verdict.evidence, "") << verdict.check;
  }
}

TEST(LegChecks, FindNothingOnAGoodLeg) {
  expect_ok(check_link(good_leg(), Hypervisor::kVmware));
  expect_ok(check_addresses(good_leg()));
  expect_ok(check_offloads(good_leg()));
  expect_ok(check_ring(good_leg()));
  expect_ok(check_mtu(good_leg()));
  expect_ok(check_loss(good_leg()));
}

TEST(LegChecks, SayThatThereIsNoSuchInterface) {
  InterfaceFacts leg;
  leg.name = "eth9";
  const Verdict verdict = only(check_link(leg, Hypervisor::kNone));
  EXPECT_EQ(verdict.level, Level::kFail);
  EXPECT_EQ(verdict.leg, "eth9");
  EXPECT_THAT(verdict.remedy, HasSubstr("tapbond -D"));
  EXPECT_TRUE(check_addresses(leg).empty());
  EXPECT_TRUE(check_offloads(leg).empty());
  EXPECT_TRUE(check_ring(leg).empty());
}

TEST(LegChecks, SayThatItIsDown) {
  InterfaceFacts leg = good_leg();
  leg.link.up = false;
  const Verdict verdict = only(check_link(leg, Hypervisor::kVmware));
  EXPECT_EQ(verdict.level, Level::kFail);
  EXPECT_EQ(verdict.remedy, "ip link set eth1 up");
  EXPECT_TRUE(verdict.guest);
}

TEST(LegChecks, SendToTheHostForACarrier) {
  InterfaceFacts leg = good_leg();
  leg.link.carrier = false;
  leg.label = "Ethernet1";
  const Verdict verdict = only(check_link(leg, Hypervisor::kVmware));
  EXPECT_EQ(verdict.level, Level::kFail);
  EXPECT_THAT(verdict.remedy, HasSubstr("ethernet1.startConnected"));
  EXPECT_FALSE(verdict.guest);
}

TEST(LegChecks, FindAddresses) {
  InterfaceFacts leg = good_leg();
  leg.addresses = {"192.0.2.7", "fe80::1"};
  const Verdict verdict = named(check_addresses(leg), "address");
  EXPECT_EQ(verdict.level, Level::kFail);
  EXPECT_THAT(verdict.evidence, AllOf(HasSubstr("192.0.2.7"), HasSubstr("fe80::1")));
  EXPECT_THAT(verdict.remedy, HasSubstr("ip address flush dev eth1\n"));
}

TEST(LegChecks, WarnOfArp) {
  InterfaceFacts leg = good_leg();
  leg.arp = true;
  const Verdict verdict = named(check_addresses(leg), "arp");
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_EQ(verdict.remedy, "ip link set eth1 arp off");
}

TEST(LegChecks, WarnOfIpv6) {
  InterfaceFacts leg = good_leg();
  leg.ipv6 = true;
  EXPECT_EQ(named(check_addresses(leg), "ipv6").level, Level::kWarn);
  leg.ipv6_autoconf = true;
  const Verdict verdict = named(check_addresses(leg), "ipv6");
  EXPECT_THAT(verdict.evidence, HasSubstr("configures itself"));
  EXPECT_EQ(verdict.remedy, "sysctl -w net.ipv6.conf.eth1.disable_ipv6=1");
}

TEST(LegChecks, WarnOfOffloads) {
  InterfaceFacts leg = good_leg();
  leg.offloads = {{"gro", true}, {"rxvlan", true}, {"lro", false}};
  const Verdict verdict = only(check_offloads(leg));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_EQ(verdict.evidence,
            "on: gro, rxvlan, lro (fixed): frames are glued together before they are captured");
  EXPECT_EQ(verdict.remedy, "ethtool -K eth1 gro off rxvlan off");
}

TEST(LegChecks, TellStrippedTagsFromGluedFrames) {
  InterfaceFacts leg = good_leg();
  leg.offloads = {{"rxvlan", true}, {"rx-vlan-stag-hw-parse", true}};
  const Verdict verdict = only(check_offloads(leg));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_THAT(verdict.evidence, HasSubstr("VLAN tags are taken off"));
  EXPECT_THAT(verdict.evidence, testing::Not(HasSubstr("glued")));
}

TEST(LegChecks, AskForAnotherAdapterWhereAnOffloadIsFixed) {
  InterfaceFacts leg = good_leg();
  leg.offloads = {{"rxvlan", false}};
  const Verdict verdict = only(check_offloads(leg));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_THAT(verdict.remedy, HasSubstr("vmxnet3"));
  EXPECT_FALSE(verdict.guest);
}

TEST(LegChecks, AskForAnMtuThatLetsLongFramesIn) {
  InterfaceFacts leg = good_leg();
  leg.most_mtu = 9190;
  leg.mtu = 1500;
  Verdict verdict = only(check_mtu(leg));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_EQ(verdict.remedy, "ip link set eth1 mtu 9190");
  EXPECT_TRUE(verdict.guest);
  leg.most_mtu = 0;
  EXPECT_EQ(only(check_mtu(leg)).remedy, "ip link set eth1 mtu 9216");
  leg.mtu = leg.most_mtu = 1500;
  leg.driver = "pcnet32";
  verdict = only(check_mtu(leg));
  EXPECT_EQ(verdict.level, Level::kOk);
  EXPECT_EQ(verdict.evidence, "1500, the most that pcnet32 takes: longer frames do not come in");
}

TEST(LegChecks, LeaveAnMtuAloneThatKeepsNothingOut) {
  InterfaceFacts leg = good_leg();
  leg.mtu = 1500;
  for (const char* driver : {"virtio_net", "veth"}) {
    leg.driver = driver;
    expect_ok(check_mtu(leg));
  }
}

TEST(LegChecks, SayWhichCountersOfLossAreTrusted) {
  InterfaceFacts leg = good_leg();
  EXPECT_EQ(only(check_loss(leg)).evidence,
            "taken from pkts rx OOB, drv dropped rx total, which vmxnet3 counts");
  leg.driver = "virtio_net";
  EXPECT_THAT(only(check_loss(leg)).evidence, HasSubstr("cannot be seen"));
  leg.driver = "unheard_of";
  EXPECT_EQ(
      only(check_loss(leg)).evidence,
      "taken from rx_missed_errors, rx_fifo_errors; whether unheard_of counts more is not known");
}

TEST(LegChecks, TellWhatKeepsFramesWaiting) {
  InterfaceFacts leg = good_leg();
  expect_ok(check_delays(leg, Hypervisor::kVmware));
  leg.label = "Ethernet1";
  leg.delays = {.coalesced_us = 250};
  Verdict verdict = only(check_delays(leg, Hypervisor::kVmware));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_EQ(verdict.evidence, "interrupts wait up to 250 us for more frames");
  EXPECT_EQ(verdict.remedy,
            "ethtool -C eth1 rx-usecs 0\n"
            "or in the .vmx, VM powered off: ethernet1.coalescingScheme = \"disabled\"");
  EXPECT_TRUE(verdict.guest);
  leg.delays = {.adaptive = true, .receive_queues = 4, .steered = true};
  verdict = only(check_delays(leg, Hypervisor::kKvm));
  EXPECT_THAT(verdict.evidence, AllOf(HasSubstr("as long as the driver likes"),
                                      HasSubstr("4 receive queues"), HasSubstr("RPS")));
  EXPECT_THAT(verdict.remedy, AllOf(HasSubstr("adaptive-rx off"), HasSubstr("combined 1"),
                                    HasSubstr("rx-*/rps_cpus"), testing::Not(HasSubstr("vmx"))));
  leg.delays = {.threaded = true, .stamped_late = true};
  verdict = only(check_delays(leg, Hypervisor::kKvm));
  EXPECT_THAT(verdict.evidence,
              AllOf(HasSubstr("threaded NAPI"), HasSubstr("other processors are stamped there")));
  EXPECT_EQ(verdict.remedy,
            "echo 0 >/sys/class/net/eth1/threaded\n"
            "sysctl -w net.core.netdev_tstamp_prequeue=1");
}

TEST(LegChecks, WarnOfASmallRing) {
  InterfaceFacts leg = good_leg();
  leg.ring = RingSize{256, 4096};
  const Verdict verdict = only(check_ring(leg));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_THAT(verdict.evidence, HasSubstr("256 of 4096"));
  EXPECT_EQ(verdict.remedy, "ethtool -G eth1 rx 4096");
  leg.ring.reset();
  expect_ok(check_ring(leg));
}

ClockFacts good_clock() {
  return {
      .source = "tsc", .available = {"tsc", "acpi_pm"}, .disciplined = true, .max_error_us = 1500};
}

TEST(MachineChecks, AcceptAGoodClock) {
  const Verdicts verdicts = check_clock(good_clock(), Hypervisor::kVmware);
  expect_ok(verdicts);
  EXPECT_THAT(named(verdicts, "time").evidence, HasSubstr("1.500 ms"));
}

TEST(MachineChecks, WarnOfASlowClockSource) {
  ClockFacts clock = good_clock();
  clock.source = "acpi_pm";
  EXPECT_THAT(named(check_clock(clock, Hypervisor::kNone), "clock").remedy,
              HasSubstr("echo tsc > /sys/devices/system/clocksource"));
  clock.available = {"acpi_pm"};
  const Verdict verdict = named(check_clock(clock, Hypervisor::kNone), "clock");
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_THAT(verdict.remedy, HasSubstr("hypervisor"));
}

TEST(MachineChecks, WarnOfAClockThatNobodyDisciplines) {
  ClockFacts clock = good_clock();
  clock.disciplined = false;
  const Verdict verdict = named(check_clock(clock, Hypervisor::kKvm), "time");
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_THAT(verdict.remedy, AllOf(HasSubstr("timedatectl"), testing::Not(HasSubstr("ptp"))));
}

// A vNIC's own clock is none of the host's, and QEMU without KVM has none to tell.
TEST(MachineChecks, NameTheClockDeviceOfTheHost) {
  ClockFacts clock = good_clock();
  clock.disciplined = false;
  clock.ptp = {{"/dev/ptp0", "e1000e"}};
  clock.available = {"tsc", "hpet"};
  const auto remedy = [&](Hypervisor hypervisor) {
    return named(check_clock(clock, hypervisor), "time").remedy;
  };
  EXPECT_THAT(remedy(Hypervisor::kKvm), testing::Not(HasSubstr("ptp")));
  clock.available = {"kvm-clock", "tsc"};
  EXPECT_THAT(remedy(Hypervisor::kKvm), HasSubstr("modprobe ptp_kvm"));
  clock.ptp.push_back({"/dev/ptp1", "KVM virtual PTP"});
  EXPECT_THAT(remedy(Hypervisor::kKvm), HasSubstr("refclock PHC /dev/ptp1 "));
  clock.ptp = {{"/dev/ptp0", "hyperv"}};
  EXPECT_THAT(remedy(Hypervisor::kHyperV), HasSubstr("refclock PHC /dev/ptp0 "));
}

TEST(MachineChecks, JudgeTheDiskByItsSpaceAndByTheTraffic) {
  constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
  TrafficFacts quiet;
  EXPECT_EQ(only(check_disk({.directory = "/d", .free = 50 * kGiB}, quiet)).level, Level::kOk);
  EXPECT_EQ(only(check_disk({.directory = "/d", .free = kGiB / 2}, quiet)).level, Level::kWarn);
  EXPECT_EQ(only(check_disk({.directory = "/d", .free = kGiB / 20}, quiet)).level, Level::kFail);
  TrafficFacts busy;
  busy.seconds = 1;
  busy.legs.resize(2);
  busy.legs[0].bytes = busy.legs[1].bytes = kGiB / 20;  // 50 GiB last for 500 s
  const Verdict verdict = only(check_disk({.directory = "/d", .free = 50 * kGiB}, busy));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_THAT(verdict.evidence, HasSubstr("8 min of this traffic"));
  EXPECT_EQ(only(check_disk({.directory = "/d", .problem = "No such file"}, quiet)).level,
            Level::kFail);
}

TEST(MachineChecks, WarnWhenRingsAndBufferDoNotFit) {
  MemoryFacts memory{.available = 512 << 20, .ring_of_leg = 16 << 20, .packet_buffer = 128 << 20};
  expect_ok(check_memory(memory, 2));
  memory.available = 128 << 20;
  const Verdict verdict = only(check_memory(memory, 2));
  EXPECT_EQ(verdict.level, Level::kWarn);
  EXPECT_THAT(verdict.evidence, AllOf(HasSubstr("32 MiB"), HasSubstr("128 MiB")));
  memory.available = 0;
  expect_ok(check_memory(memory, 2));
}

// Two legs of a tap, a thousand frames on each.
class TrafficCheck : public testing::Test {
 protected:
  TrafficCheck() {
    for (const char* name : {"eth1", "eth2"}) {
      legs_.push_back(good_leg());
      legs_.back().name = name;
      legs_.back().bus = "0000:00:08.0";
    }
    traffic_.seconds = 5;
    LegTraffic leg;
    leg.frames = 1000;
    leg.bytes = 500'000;
    leg.for_others = 950;
    leg.group = 50;
    leg.macs = leg.pairs = 10;
    traffic_.legs.assign(2, leg);
    traffic_.shared = {{.first = 0, .second = 1, .same = 0, .compared = 1000}};
    traffic_.sides.conversations = 20;
  }

  Verdicts check() const { return check_traffic(legs_, traffic_, Hypervisor::kVirtualBox); }
  Verdict verdict(const std::string& name) const { return named(check(), name); }

  std::vector<InterfaceFacts> legs_;
  TrafficFacts traffic_;
};

TEST_F(TrafficCheck, RecognisesATap) {
  expect_ok(check());
  EXPECT_THAT(verdict("direction").evidence, HasSubstr("one direction on eth1, eth2 each: a tap"));
  EXPECT_THAT(verdict("frames").evidence, HasSubstr("(200/s)"));
}

TEST_F(TrafficCheck, RecognisesAMirror) {
  legs_.pop_back();
  traffic_.legs.pop_back();
  traffic_.shared.clear();
  traffic_.legs[0].pairs_both_ways = 9;
  expect_ok(check());
  EXPECT_THAT(verdict("direction").evidence, HasSubstr("both directions on eth1"));
}

TEST_F(TrafficCheck, SaysNothingWhenNobodyWatched) {
  traffic_.seconds = 0;
  EXPECT_TRUE(check().empty());
}

TEST_F(TrafficCheck, SaysThatTheVirtualSwitchFilters) {
  traffic_.legs[0].for_others = 0;
  traffic_.legs[0].for_us = 100;
  traffic_.legs[0].group = 900;
  const Verdict others = verdict("others");
  EXPECT_EQ(others.level, Level::kFail);
  EXPECT_EQ(others.leg, "eth1");
  EXPECT_THAT(others.evidence, AllOf(HasSubstr("900 broadcast"), HasSubstr("100 for the sensor")));
  EXPECT_THAT(others.remedy, HasSubstr("--nicpromisc2 allow-all"));
}

TEST_F(TrafficCheck, TellsOfAMirrorThatShowsFramesTwice) {
  traffic_.legs[0].duplicates = 480;
  const Verdict twice = verdict("duplicates");
  EXPECT_EQ(twice.level, Level::kWarn);
  EXPECT_EQ(twice.leg, "eth1");
  EXPECT_THAT(twice.evidence, HasSubstr("48 % of the frames"));
  EXPECT_THAT(twice.remedy, HasSubstr("ingress"));
  EXPECT_THAT(twice.remedy, HasSubstr("-i eth1 --duplicates drop"));
  traffic_.legs[0].routed = 400;
  EXPECT_THAT(verdict("duplicates").remedy, HasSubstr("mirror one of the VLANs"));
  traffic_.legs[0].duplicates = 9;
  const Verdicts verdicts = check();
  EXPECT_TRUE(std::ranges::none_of(verdicts, [](const Verdict& each) {
    return each.check == "duplicates";
  })) << "a hundredth, at least";
}

TEST_F(TrafficCheck, NamesTheOptionForMirrorsInTunnels) {
  traffic_.legs[0].for_others = 0;
  traffic_.legs[0].for_us = 900;
  traffic_.legs[0].group = 100;
  traffic_.legs[0].tunnelled = {{Carrier::kVxlan, 700}, {Carrier::kErspan, 100}};
  const Verdict tunnel = verdict("tunnel");
  EXPECT_EQ(tunnel.level, Level::kWarn);
  EXPECT_EQ(tunnel.leg, "eth1");
  EXPECT_THAT(tunnel.evidence, HasSubstr("800 of 1000 frames"));
  EXPECT_THAT(tunnel.remedy, HasSubstr("-i eth1 --unwrap=vxlan,erspan --unwrap-only"));
  EXPECT_EQ(verdict("others").leg, "eth2") << "which filters nothing";
  traffic_.legs[0].for_us = 10;
  traffic_.legs[0].for_others = 890;
  EXPECT_EQ(verdict("others").leg, "eth1") << "tunnels of the network that is watched";
}

TEST_F(TrafficCheck, TellsFloodingFromMirroring) {
  traffic_.legs[0].for_others = 9;
  const Verdict others = verdict("others");
  EXPECT_EQ(others.level, Level::kWarn);
  EXPECT_THAT(others.evidence, HasSubstr("only 9 of 1000"));
  EXPECT_THAT(others.remedy, HasSubstr("--nicpromisc2 allow-all"));
}

TEST_F(TrafficCheck, FindsASilentLeg) {
  traffic_.legs[1] = {};
  const Verdicts verdicts = check();
  const auto silent = std::find_if(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return verdict.leg == "eth2" && verdict.check == "frames";
  });
  ASSERT_NE(silent, verdicts.end());
  EXPECT_EQ(silent->level, Level::kFail);
  EXPECT_THAT(silent->evidence, HasSubstr("the other legs had some"));
  EXPECT_THAT(silent->remedy, HasSubstr("setlinkstate2"));
}

TEST_F(TrafficCheck, JudgesNothingFurtherWhenAllIsSilent) {
  traffic_.legs.assign(2, {});
  traffic_.sides.conversations = 0;
  for (const Verdict& verdict : check()) {
    if (verdict.check == "sent") continue;
    EXPECT_EQ(verdict.check, "frames");
    EXPECT_EQ(verdict.level, Level::kFail);
    EXPECT_THAT(verdict.evidence, HasSubstr("on any leg"));
  }
}

TEST_F(TrafficCheck, FindsAMirrorListenedToTwice) {
  traffic_.shared[0].same = 980;
  const Verdict mirror = verdict("mirror");
  EXPECT_EQ(mirror.level, Level::kFail);
  EXPECT_THAT(mirror.evidence, HasSubstr("eth1 and eth2 carry the same frames (98 %)"));
  for (const Verdict& verdict : check()) EXPECT_NE(verdict.check, "direction");
}

TEST_F(TrafficCheck, WarnsOfATapAndAMirrorTogether) {
  traffic_.legs[1].pairs_both_ways = 10;
  const Verdict direction = verdict("direction");
  EXPECT_EQ(direction.level, Level::kWarn);
  EXPECT_THAT(direction.evidence, HasSubstr("eth1 carries one direction, eth2 both"));
}

TEST_F(TrafficCheck, FindsOneSidedConversations) {
  traffic_.sides.one_sided = 20;
  EXPECT_EQ(verdict("sides").level, Level::kFail);
  EXPECT_THAT(verdict("sides").evidence, HasSubstr("20 of 20"));
  traffic_.sides.one_sided = 5;
  EXPECT_EQ(verdict("sides").level, Level::kWarn);
  traffic_.sides.one_sided = 2;
  EXPECT_EQ(verdict("sides").level, Level::kOk);
}

TEST_F(TrafficCheck, FindsASensorThatSpeaks) {
  traffic_.legs[0].sent = 3;
  const Verdict sent = verdict("sent");
  EXPECT_EQ(sent.level, Level::kFail);
  EXPECT_THAT(sent.evidence, HasSubstr("3 frames"));
}

TEST_F(TrafficCheck, FindsGluedFramesAndDrops) {
  traffic_.legs[0].glued = 7;
  traffic_.legs[0].dropped = 11;
  EXPECT_EQ(verdict("glued").level, Level::kFail);
  EXPECT_THAT(verdict("glued").remedy, HasSubstr("gro off"));
  EXPECT_EQ(verdict("frames").level, Level::kWarn);
  EXPECT_THAT(verdict("frames").evidence, HasSubstr("11 dropped"));
}

TEST_F(TrafficCheck, SaysWhyItCouldNotListen) {
  traffic_.legs[0] = {};
  traffic_.legs[0].problem = "eth1: no permission to listen";
  EXPECT_EQ(verdict("listen").level, Level::kFail);
  EXPECT_EQ(verdict("listen").leg, "eth1");
  EXPECT_THAT(verdict("listen").evidence, HasSubstr("no permission"));
}

TEST_F(TrafficCheck, LeavesALegThatIsDownToTheCheckOfLinks) {
  legs_[1].link.up = false;
  traffic_.legs[1] = {};
  for (const Verdict& verdict : check()) EXPECT_NE(verdict.leg, "eth2") << verdict.check;
}

// What causes on one leg of a tap tell about another.
class OrderCheck : public TrafficCheck {
 protected:
  Verdict verdict(Hypervisor hypervisor = Hypervisor::kKvm) const {
    return named(check_order(legs_, traffic_, hypervisor), "order");
  }
};

TEST_F(OrderCheck, IsContentWhereCausesAreInFront) {
  traffic_.order = {.causes = 1286, .late = 0};
  EXPECT_EQ(verdict().level, Level::kOk);
  EXPECT_THAT(verdict().evidence, HasSubstr("all of 1286 causes"));
}

TEST_F(OrderCheck, SaysWhenThereIsNoEvidence) {
  EXPECT_EQ(verdict().level, Level::kOk);
  EXPECT_THAT(verdict().evidence, HasSubstr("not known"));
}

TEST_F(OrderCheck, RecommendsOneQueueWhereTwoAreServedInTurns) {
  traffic_.order = {
      .causes = 1000, .late = 400, .total_late_ns = 800'000'000, .most_late_ns = 9'900'000};
  EXPECT_EQ(verdict().level, Level::kWarn);
  EXPECT_THAT(verdict().evidence, HasSubstr("400 of 1000 causes (40.0 %)"));
  EXPECT_THAT(verdict().evidence, HasSubstr("2.000 ms on average and 9.900 ms at most"));
  EXPECT_THAT(verdict().remedy, HasSubstr("libvirt.sh up NAME --one-nic"));
  EXPECT_THAT(verdict().remedy, HasSubstr("tapbond -i eth1 --split vlan"));
  EXPECT_THAT(verdict().remedy, HasSubstr("tapbond -i eth1 --split vlan"));
  EXPECT_THAT(verdict(Hypervisor::kVirtualBox).remedy, Not(HasSubstr("--one-nic")));
}

TEST_F(OrderCheck, BearsWithASingleLateFrame) {
  traffic_.order = {
      .causes = 1000, .late = 1, .total_late_ns = 5'000'000, .most_late_ns = 5'000'000};
  EXPECT_EQ(verdict().level, Level::kOk);
  EXPECT_THAT(verdict().evidence, HasSubstr("1 of 1000 causes"));
}

TEST_F(OrderCheck, AsksNothingOfOneLeg) {
  legs_.pop_back();
  EXPECT_TRUE(check_order(legs_, traffic_, Hypervisor::kKvm).empty());
}

}  // namespace
}  // namespace tapbond
