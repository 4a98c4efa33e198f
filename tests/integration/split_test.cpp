// Both outputs of a tap through one vNIC, each in a VLAN of its own: taken apart again.

#include <gmock/gmock.h>

#include <map>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

class Split : public NetworkTest {};

// What it says of the interfaces that it found, by name.
std::map<std::string, LegSummary> interfaces_in(const std::string& summary) {
  std::map<std::string, LegSummary> found;
  std::istringstream lines(summary);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": received ");
    if (line.rfind("  ", 0) != 0 || colon == std::string::npos) continue;
    found[line.substr(2, colon - 2)] =
        parse_leg_line(line.substr(colon + 2) + "; late 0 (max 0 ns)");
  }
  return found;
}

void send_all(const Lab& lab) {
  lab.send({"--count", "600", "--rate", "20000", "--tag", "10"});
  lab.send({"--count", "400", "--rate", "20000", "--first", "600", "--tag", "20"});
  lab.send({"--count", "50", "--rate", "20000", "--first", "1000"});
}

TEST_F(Split, GivesEachVlanAnInterfaceOfItsOwn) {
  const Scratch scratch;
  const std::string file = scratch.path("split.pcapng");
  Lab lab(1);
  Sensor sensor(
      lab.sensor(), lab.legs(),
      {"--split", "vlan", "--label", "eth1.10=client side", "--print", "--leg", "-w", file});
  send_all(lab);
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.legs.at("eth1").written, 1050U);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  const auto found = interfaces_in(outcome.result.err);
  EXPECT_EQ(found.at("eth1").written, 50U);
  EXPECT_EQ(found.at("eth1.10").written, 600U);
  EXPECT_EQ(found.at("eth1.20").written, 400U);
  EXPECT_EQ(check(file).at("numbered"), 1050U) << "no tag is in the way";
  EXPECT_EQ(std::stoull(must_run({"tcpdump", "-nr", file, "--count", "vlan"})), 0U);
  const std::vector<PcapngInterface> interfaces = read_pcapng_interfaces(file);
  ASSERT_EQ(interfaces.size(), 3U);
  EXPECT_EQ(interfaces[1].name, "eth1.10");
  EXPECT_EQ(interfaces[1].description, "client side");
  for (const PcapngInterface& interface : interfaces) {
    EXPECT_EQ(interface.received, found.at(interface.name).received) << interface.name;
    EXPECT_EQ(interface.packets, found.at(interface.name).written) << interface.name;
    EXPECT_EQ(interface.delivered, interface.packets) << interface.name;
  }
  EXPECT_THAT(outcome.result.out, HasSubstr(" client side IP "));
  EXPECT_THAT(outcome.result.out, HasSubstr(" eth1.20 IP "));
}

TEST_F(Split, CountsExactlyWhatEachFilterStops) {
  const Scratch scratch;
  const std::string file = scratch.path("split.pcapng");
  Lab lab(1);
  Sensor sensor(
      lab.sensor(), lab.legs(),
      {"--split", "vlan", "--filter-outer", "vlan", "-s", "60", "-w", file, "ip[100] = 0"});
  lab.send({"--count", "300", "--rate", "20000", "--tag", "10", "--size", "200"});
  lab.send({"--count", "200", "--rate", "20000", "--tag", "20", "--size", "90"});
  lab.send({"--count", "100", "--rate", "20000"});
  const Outcome outcome = sensor.stop();
  const LegSummary& leg = outcome.summary.legs.at("eth1");
  EXPECT_EQ(leg.received, 600U);
  EXPECT_EQ(leg.written + leg.filtered, 600U);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
  const auto found = interfaces_in(outcome.result.err);
  EXPECT_EQ(found.at("eth1").filtered, 100U) << "by --filter-outer, in the kernel";
  EXPECT_EQ(found.at("eth1.20").filtered, 200U) << "what is not there does not match";
  EXPECT_EQ(found.at("eth1.10").received, 300U);
  EXPECT_EQ(found.at("eth1.10").written, leg.written);
  for (const PcapngInterface& interface : read_pcapng_interfaces(file)) {
    EXPECT_EQ(interface.received, found.at(interface.name).received) << interface.name;
    EXPECT_EQ(interface.accepted, interface.packets) << interface.name;
  }
}

TEST_F(Split, DoesTheSameWithFilesAndFeeds) {
  const Scratch scratch;
  const std::string tagged = scratch.path("tagged.pcapng");
  const std::string file = scratch.path("file.pcapng");
  Lab lab(1);
  must_run({"ip", "-n", lab.sensor(), "link", "set", "lo", "up"});
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", tagged, "--serve", "127.0.0.1:57012"});
  const std::string feed = scratch.path("feed.pcapng");
  Process reader({tapbond_program(), "-i", "TCP@127.0.0.1:57012", "--split", "vlan", "-w", feed},
                 {.netns = lab.sensor()});
  ASSERT_TRUE(reader.wait_for_error_text("has eth1"));
  send_all(lab);
  sensor.stop();
  ASSERT_TRUE(reader.wait_for_error_text("the feed has ended"));
  reader.signal(SIGINT);
  reader.wait();
  must_run({tapbond_program(), "-r", tagged, "--split", "vlan", "-w", file});
  for (const auto& [path, prefix] :
       {std::pair<std::string, std::string>(file, ""),
        std::pair<std::string, std::string>(feed, "127.0.0.1:57012/")}) {
    std::map<std::string, std::uint64_t> packets;
    for (const PcapngInterface& interface : read_pcapng_interfaces(path)) {
      packets[interface.name] = interface.packets;
      EXPECT_EQ(interface.received, interface.packets) << interface.name;
    }
    EXPECT_EQ(packets,
              (std::map<std::string, std::uint64_t>{
                  {prefix + "eth1", 50}, {prefix + "eth1.10", 600}, {prefix + "eth1.20", 400}}))
        << path;
    EXPECT_EQ(check(path).at("numbered"), 1050U) << path;
  }
}

}  // namespace
}  // namespace tapbond::lab
