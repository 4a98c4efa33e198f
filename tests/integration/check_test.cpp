// --check and -D --probe against real interfaces: each fault is made, found, and mended by what the
// verdict says to type.

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/process.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

struct Checked {
  int status = 0;
  json report{};

  // Of the verdict on that leg ("" for the machine); fails the test where there is none.
  json verdict(const std::string& check, const std::string& leg = "") const {
    for (const json& verdict : report.at("verdicts")) {
      if (verdict["check"] == check && verdict["leg"] == leg) return verdict;
    }
    ADD_FAILURE() << "no verdict on " << check << " of " << leg << ": " << report.dump(2);
    return {{"level", "none"}, {"evidence", ""}, {"remedy", ""}};
  }
  std::string level(const std::string& check, const std::string& leg = "") const {
    return verdict(check, leg)["level"];
  }
  std::string evidence(const std::string& check, const std::string& leg = "") const {
    return verdict(check, leg)["evidence"];
  }
};

class Check : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    lab_.emplace(2);
    for (const std::string& leg : lab_->legs()) {
      must_run(
          {"ethtool", "-K", leg, "gro", "off", "rxvlan", "off", "rx-vlan-stag-hw-parse", "off"},
          lab_->sensor());
    }
  }

  Checked check(int seconds, const std::vector<std::string>& legs = {"eth1", "eth2"}) const {
    std::vector<std::string> command = {tapbond_program(), "--check", "--json", "--seconds",
                                        std::to_string(seconds)};
    for (const std::string& leg : legs) command.insert(command.end(), {"-i", leg});
    const Result result = run(command, lab_->sensor());
    Checked checked{result.status, json::parse(result.out, nullptr, false)};
    EXPECT_TRUE(checked.report.is_object()) << result.out << result.err;
    EXPECT_EQ(checked.report.value("status", -1), result.status);
    return checked;
  }

  // Conversations on the senders' interfaces, for as long as the object lives.
  Process play(const std::vector<std::string>& options) const {
    std::vector<std::string> command = {CONVERSATION_SENDER};
    command.insert(command.end(), options.begin(), options.end());
    return Process(command, {.netns = lab_->sender()});
  }

  void type(const std::string& command) const { must_run({"sh", "-c", command}, lab_->sensor()); }

  // The first line of the remedy, typed as it stands, mends what was found.
  void expect_mended_by_its_remedy(const std::string& check_name, const std::string& level) const {
    const Checked before = check(0);
    EXPECT_EQ(before.level(check_name, "eth1"), level);
    EXPECT_EQ(before.level(check_name, "eth2"), "ok");
    EXPECT_EQ(before.status, level == "fail" ? 2 : before.status);
    EXPECT_GE(before.status, 1);
    const std::string remedy = before.verdict(check_name, "eth1")["remedy"];
    type(remedy.substr(0, remedy.find('\n')));
    EXPECT_EQ(check(0).level(check_name, "eth1"), "ok") << remedy;
  }

  void expect_nothing_sent() const {
    for (const std::string& leg : lab_->legs()) {
      EXPECT_EQ(lab_->leg_counter(leg, "tx_packets"), 0u) << leg;
    }
  }

  std::optional<Lab> lab_;
};

TEST_F(Check, FindsNothingWrongWithATap) {
  const Process tap = play({"--client", "tx1", "--server", "tx2"});
  const Checked checked = check(1);
  // The machine that runs the test may have a clock or a disk to complain about.
  const std::set<std::string> of_machine = {"clock", "time", "disk", "memory"};
  bool warned = false;
  for (const json& verdict : checked.report["verdicts"]) {
    if (of_machine.contains(verdict["check"])) {
      warned = warned || verdict["level"] != "ok";
    } else {
      EXPECT_EQ(verdict["level"], "ok") << verdict.dump(2);
    }
  }
  EXPECT_EQ(checked.status == 0, !warned);
  EXPECT_THAT(checked.evidence("direction"), HasSubstr("one direction on eth1, eth2 each: a tap"));
  EXPECT_THAT(checked.evidence("sides"), HasSubstr("0 of 4"));
  expect_nothing_sent();
}

TEST_F(Check, PrintsALinePerVerdict) {
  const Result result =
      run({tapbond_program(), "--check", "-i", "eth1", "--seconds", "0"}, lab_->sensor());
  EXPECT_THAT(result.out, StartsWith("hypervisor: "));
  EXPECT_THAT(result.out, HasSubstr("\nok    eth1  address    no IPv4 or IPv6 address\n"));
}

TEST_F(Check, LooksAtTheDiskThatTheCaptureWouldBeOn) {
  const Result result = run(
      {tapbond_program(), "--check", "-i", "eth1", "--seconds", "0", "-w", "/absent/class.pcap"},
      lab_->sensor());
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.out, HasSubstr("/absent: No such file"));
}

TEST_F(Check, RefusesAllInterfacesAtOnce) {
  const Result result = run({tapbond_program(), "--check", "-i", "any"}, lab_->sensor());
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("any"));
}

TEST_F(Check, FindsAnInterfaceThatIsNotThere) {
  const Checked checked = check(0, {"eth1", "eth9"});
  EXPECT_EQ(checked.status, 2);
  EXPECT_EQ(checked.level("link", "eth9"), "fail");
}

TEST_F(Check, FindsALegThatIsDown) {
  lab_->set_leg(1, "down");
  expect_mended_by_its_remedy("link", "fail");
}

TEST_F(Check, FindsALegWithoutCarrier) {
  must_run({"ip", "link", "set", "tx1", "down"}, lab_->sender());
  const Checked checked = check(0);
  EXPECT_EQ(checked.status, 2);
  EXPECT_EQ(checked.level("link", "eth1"), "fail");
  EXPECT_THAT(checked.evidence("link", "eth1"), HasSubstr("no carrier"));
}

TEST_F(Check, FindsAnAddress) {
  must_run({"ip", "address", "add", "192.0.2.9/24", "dev", "eth1"}, lab_->sensor());
  EXPECT_THAT(check(0).evidence("address", "eth1"), HasSubstr("192.0.2.9"));
  expect_mended_by_its_remedy("address", "fail");
}

TEST_F(Check, FindsArp) {
  must_run({"ip", "link", "set", "eth1", "arp", "on"}, lab_->sensor());
  expect_mended_by_its_remedy("arp", "warn");
}

TEST_F(Check, FindsIpv6ThatConfiguresItself) {
  type("sysctl -qw net.ipv6.conf.eth1.disable_ipv6=0");
  const Checked checked = check(0);
  EXPECT_EQ(checked.level("address", "eth1"), "fail") << "it has taken a link-local address";
  EXPECT_THAT(checked.evidence("ipv6", "eth1"), HasSubstr("configures itself"));
  expect_mended_by_its_remedy("ipv6", "warn");
}

TEST_F(Check, FindsOffloads) {
  must_run({"ethtool", "-K", "eth1", "gro", "on", "rxvlan", "on"}, lab_->sensor());
  EXPECT_EQ(check(0).verdict("offload", "eth1")["remedy"], "ethtool -K eth1 rxvlan off gro off");
  expect_mended_by_its_remedy("offload", "warn");
}

// What the report names as the one command for all that the guest can mend does mend it.
TEST_F(Check, FindsNothingAfterTheScriptForLegs) {
  must_run({"ip", "address", "add", "192.0.2.9/24", "dev", "eth1"}, lab_->sensor());
  must_run({"ip", "link", "set", "eth1", "arp", "on"}, lab_->sensor());
  must_run({"ethtool", "-K", "eth1", "gro", "on", "rxvlan", "on"}, lab_->sensor());
  type("sysctl -qw net.ipv6.conf.eth1.disable_ipv6=0");
  lab_->set_leg(2, "down");
  const Checked before = check(0);
  const std::string command = before.report["mend_guest"];
  const std::string script = "/usr/share/tapbond/scripts";
  ASSERT_THAT(command, StartsWith(script + "/guest/legs.sh up eth1 eth2"));

  const Scratch scratch;
  type(SCRIPTS + command.substr(script.size()) + " --state " + scratch.path("state"));
  const Checked after = check(0);
  EXPECT_EQ(after.report["mend_guest"], "");
  for (const std::string leg : {"eth1", "eth2"}) {
    for (const char* name : {"link", "address", "arp", "ipv6", "offload", "ring"}) {
      EXPECT_EQ(after.level(name, leg), "ok") << name << ": " << after.evidence(name, leg);
    }
  }
}

TEST_F(Check, FindsALegThatSends) {
  const Process tap = play({"--client", "tx1", "--server", "tx2"});
  const Process talker({FRAME_SENDER, "-i", "eth1", "--count", "1000000000", "--rate", "100"},
                       {.netns = lab_->sensor()});
  const Checked checked = check(1);
  EXPECT_EQ(checked.status, 2);
  EXPECT_EQ(checked.level("sent", "eth1"), "fail");
  EXPECT_EQ(checked.level("sent", "eth2"), "ok");
}

TEST_F(Check, FindsASilentLeg) {
  const Process half = play({"--client", "tx1", "--server", "tx1"});
  const Checked checked = check(1);
  EXPECT_EQ(checked.status, 2);
  EXPECT_EQ(checked.level("frames", "eth1"), "ok");
  EXPECT_EQ(checked.level("frames", "eth2"), "fail");
  EXPECT_THAT(checked.evidence("frames", "eth2"), HasSubstr("the other legs had some"));
}

TEST_F(Check, FindsAMirrorListenedToTwice) {
  const Process mirror =
      play({"--client", "tx1", "--server", "tx1", "--client", "tx2", "--server", "tx2"});
  const Checked checked = check(1);
  EXPECT_EQ(checked.status, 2);
  EXPECT_THAT(checked.evidence("mirror"), HasSubstr("eth1 and eth2 carry the same frames"));
}

TEST_F(Check, AcceptsAMirrorOnOneLeg) {
  const Process mirror = play({"--client", "tx1", "--server", "tx1"});
  const Checked checked = check(1, {"eth1"});
  EXPECT_LE(checked.status, 1);
  EXPECT_THAT(checked.evidence("direction"), HasSubstr("both directions on eth1"));
}

TEST_F(Check, FindsThatATapsOtherOutputIsMissing) {
  const Process tap = play({"--client", "tx1", "--server", "tx2"});
  const Checked checked = check(1, {"eth1"});
  EXPECT_EQ(checked.status, 2);
  EXPECT_EQ(checked.level("sides"), "fail");
  EXPECT_THAT(checked.evidence("sides"), HasSubstr("4 of 4"));
}

TEST_F(Check, PrefersTheFullerOfTwoMirrors) {
  const Process both = play({"--client", "tx2", "--server", "tx2", "--server", "tx1"});
  EXPECT_THAT(check(1).verdict("mirror")["remedy"].get<std::string>(),
              StartsWith("listen to one of them: tapbond -i eth2;"));
}

TEST_F(Check, FindsAMirrorThatShowsFramesTwice) {
  const Process mirror =
      play({"--client", "tx1", "--server", "tx1", "--client", "tx1", "--server", "tx1"});
  const Checked checked = check(1, {"eth1"});
  EXPECT_EQ(checked.level("duplicates", "eth1"), "warn");
  EXPECT_THAT(checked.evidence("duplicates", "eth1"),
              HasSubstr("% of the frames are copies of one just before"));
  EXPECT_THAT(checked.verdict("duplicates", "eth1")["remedy"].get<std::string>(),
              HasSubstr("tapbond -i eth1 --duplicates drop"));
}

TEST_F(Check, FindsAMirrorThatComesInATunnel) {
  const auto in_sender = [this](std::vector<std::string> command) {
    return run(command, lab_->sender()).status == 0;
  };
  if (!in_sender({"ip", "link", "add", "vx0", "type", "vxlan", "id", "42", "dstport", "4789",
                  "remote", "192.0.2.9", "local", "192.0.2.5"})) {
    GTEST_SKIP() << "this kernel has no VXLAN";
  }
  std::string own = must_run({"cat", "/sys/class/net/eth1/address"}, lab_->sensor());
  own.pop_back();
  ASSERT_TRUE(in_sender({"ip", "address", "add", "192.0.2.5/24", "dev", "tx1"}));
  ASSERT_TRUE(in_sender(
      {"ip", "neigh", "replace", "192.0.2.9", "lladdr", own, "dev", "tx1", "nud", "permanent"}));
  ASSERT_TRUE(in_sender({"ip", "link", "set", "vx0", "up"}));
  const Process mirror = play({"--client", "vx0", "--server", "vx0"});
  const Checked checked = check(1, {"eth1"});
  EXPECT_EQ(checked.level("tunnel", "eth1"), "warn");
  EXPECT_THAT(checked.evidence("tunnel", "eth1"),
              HasSubstr("frames are mirrored ones in tunnels to this sensor (vxlan)"));
  EXPECT_THAT(checked.verdict("tunnel", "eth1")["remedy"].get<std::string>(),
              HasSubstr("tapbond -i eth1 --unwrap=vxlan --unwrap-only"));
}

TEST_F(Check, FindsThatTheVirtualSwitchFilters) {
  std::string own = must_run({"cat", "/sys/class/net/eth1/address"}, lab_->sensor());
  own.pop_back();
  const Process filtered = play({"--client", "tx1", "--to", own, "--broadcast", "tx1"});
  const Checked checked = check(1, {"eth1"});
  EXPECT_EQ(checked.status, 2);
  EXPECT_EQ(checked.level("others", "eth1"), "fail");
  EXPECT_THAT(checked.evidence("others", "eth1"), HasSubstr("the virtual switch filters"));
  EXPECT_NE(checked.verdict("others", "eth1")["remedy"], "");
}

TEST_F(Check, SaysThatItCannotListenWithoutTheRight) {
  const Scratch scratch;
  const std::string copy = scratch.path("tapbond");
  std::filesystem::copy_file(tapbond_program(), copy);
  std::filesystem::permissions(scratch.path(""), std::filesystem::perms::all);
  const Result result = run({"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", copy,
                             "--check", "-i", "eth1", "--seconds", "1"},
                            lab_->sensor());
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.out, HasSubstr("no permission to listen"));
}

TEST_F(Check, EndsEarlyWhenItIsInterrupted) {
  const Process tap = play({"--client", "tx1", "--server", "tx2"});
  Process process({tapbond_program(), "--check", "-i", "eth1", "-i", "eth2", "--seconds", "3600"},
                  {.netns = lab_->sensor()});
  ASSERT_TRUE(eventually([&] {  // listening shows as promiscuous mode
    return must_run({"ip", "-d", "link", "show", "eth2"}, lab_->sensor()).find("promiscuity 1") !=
           std::string::npos;
  }));
  process.signal(SIGINT);
  const Result result = process.wait();
  EXPECT_LE(result.status, 2);
  EXPECT_THAT(result.out, HasSubstr("fit to listen"));
}

TEST_F(Check, ListsTheInterfacesWithWhatTheySee) {
  const Process tap = play({"--client", "tx1", "--server", "tx2", "--broadcast", "tx2"});
  const json list =
      json::parse(must_run({tapbond_program(), "-D", "--probe", "1", "--json"}, lab_->sensor()));
  std::set<std::string> probed;
  for (const json& interface : list) {
    if (!interface.contains("probe")) continue;
    probed.insert(interface["name"]);
    const bool first = interface["name"] == "eth1";
    EXPECT_EQ(interface["driver"], "veth");
    EXPECT_EQ(interface["link"], "up");
    EXPECT_EQ(interface["probe"]["direction"], "one");
    EXPECT_EQ(interface["probe"]["macs"], first ? 4 : 2);
    EXPECT_GT(interface["probe"]["frames_per_second"], 4);
    if (first) {
      EXPECT_EQ(interface["probe"]["share_for_others"], 1.0);
    } else {
      EXPECT_LT(interface["probe"]["share_for_others"], 1.0);
    }
  }
  EXPECT_EQ(probed, (std::set<std::string>{"eth1", "eth2"}));
  expect_nothing_sent();
}

// iproute2 and ethtool say the same of each interface.
TEST_F(Check, ListsWhatTheKernelKnows) {
  must_run({"ip", "address", "add", "192.0.2.9/24", "dev", "eth1"}, lab_->sensor());
  must_run({"ip", "link", "set", "eth2", "promisc", "on", "mtu", "1400"}, lab_->sensor());
  const json list = json::parse(must_run({tapbond_program(), "-D", "--json"}, lab_->sensor()));
  const json links = json::parse(must_run({"ip", "-j", "-d", "address", "show"}, lab_->sensor()));
  std::size_t compared = 0;
  for (const json& link : links) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const json& interface) {
      return interface["name"] == link["ifname"];
    });
    if (found == list.end()) continue;  // of what is down, libpcap lists only some kinds
    ++compared;
    EXPECT_EQ((*found)["mac"], link["address"]);
    EXPECT_EQ((*found)["mtu"], link["mtu"]);
    EXPECT_EQ((*found)["promiscuity"], link["promiscuity"]);
    json addresses = json::array();
    for (const json& address : link["addr_info"]) addresses.push_back(address["local"]);
    EXPECT_EQ((*found)["addresses"], addresses);
  }
  EXPECT_GE(compared, 2u);
}

// That is none of the results, which a script goes by.
TEST_F(Check, HasAStatusOfItsOwnWhereItWasAskedWrongly) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{},
                                                {"-i", "eth1", "--no-such-option"},
                                                {"-i", "any"},
                                                {"-i", "99"},
                                                {"-i", "eth1", "--seconds", "a few"},
                                                {"-i", "eth1", "--label", "eth9=x"}}) {
    std::vector<std::string> command = {tapbond_program(), "--check"};
    command.insert(command.end(), wrong.begin(), wrong.end());
    const Result result = run(command, lab_->sensor());
    EXPECT_EQ(result.status, 3) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }
}

// "2.eth2" on a line of tapbond -D: -i 2 listens on eth2.
TEST_F(Check, NumbersInterfacesForTheLegOption) {
  const std::string table = must_run({tapbond_program(), "-D"}, lab_->sensor());
  const std::size_t at = table.find(".eth2 ");
  ASSERT_NE(at, std::string::npos) << table;
  const std::size_t line = table.rfind('\n', at) + 1;
  const std::string number = table.substr(line, at - line);
  const Process tap = play({"--client", "tx1", "--server", "tx2"});
  const Result result = run({tapbond_program(), "-i", number, "-c", "5", "-q"}, lab_->sensor());
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("listening on eth2"));
  EXPECT_THAT(result.out, HasSubstr("10.0.2.1.80 > 10.0.1."));
}

}  // namespace
}  // namespace tapbond::lab
