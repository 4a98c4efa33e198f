#include "sensor/inspect/interface_table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sensor/posix/hostile_text.h"

namespace tapbond {
namespace {

std::vector<InterfaceRow> rows() {
  InterfaceRow eth0{.listed = {1, "eth0", ""}, .facts = {}, .vnic = "ethernet0", .seen = {}};
  eth0.facts.name = "eth0";
  eth0.facts.link = {.index = 2, .up = true, .carrier = true};
  eth0.facts.driver = "vmxnet3";
  eth0.facts.bus = "0000:0b:00.0";
  eth0.facts.mac = "00:0c:29:01:02:03";
  eth0.facts.mtu = 1500;
  eth0.facts.promiscuity = 2;
  eth0.facts.addresses = {"192.0.2.1", "fe80::1"};
  const InterfaceRow any{
      .listed = {2, "any", "Pseudo-device"}, .facts = {}, .vnic = "", .seen = {}};
  InterfaceRow eth10{.listed = {3, "eth10", ""}, .facts = {}, .vnic = "", .seen = {}};
  eth10.facts.link = {.index = 3, .up = true, .carrier = false};
  return {eth0, any, eth10};
}

LegTraffic seen() {
  LegTraffic seen;
  seen.frames = 150;
  seen.for_others = 120;
  seen.macs = 3;
  seen.pairs = 2;
  return seen;
}

TEST(InterfaceTable, BeginsEachLineAsTcpdumpDoes) {
  EXPECT_EQ(
      interface_table(rows(), 0),
      "No.Name  Driver   Bus           vNIC       MAC                Link        MTU   Promisc"
      "  Addresses\n"
      "1.eth0   vmxnet3  0000:0b:00.0  ethernet0  00:0c:29:01:02:03  up          1500  yes    "
      "  192.0.2.1 fe80::1\n"
      "2.any (Pseudo-device)\n"
      "3.eth10  -        -             -          -                  no-carrier  0     no     "
      "  -\n");
}

TEST(InterfaceTable, ShowsWhatAProbeSaw) {
  std::vector<InterfaceRow> probed = rows();
  probed[0].seen = seen();
  const std::string table = interface_table(probed, 2);
  EXPECT_NE(table.find("Frames/s  Others  MACs  Direction  Addresses\n"), std::string::npos);
  EXPECT_NE(table.find("75.0      80%     3     one        192.0.2.1"), std::string::npos) << table;
  EXPECT_NE(table.find("no       -         -       -     -          -\n"), std::string::npos);
}

TEST(InterfaceTable, IsAnArrayInJson) {
  std::vector<InterfaceRow> probed = rows();
  probed[0].seen = seen();
  const auto list = nlohmann::json::parse(interface_json(probed, 2));
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0]["number"], 1);
  EXPECT_EQ(list[0]["name"], "eth0");
  EXPECT_EQ(list[0]["vnic"], "ethernet0");
  EXPECT_EQ(list[0]["promiscuity"], 2);
  EXPECT_EQ(list[0]["addresses"], nlohmann::json({"192.0.2.1", "fe80::1"}));
  EXPECT_EQ(list[0]["probe"]["frames_per_second"], 75);
  EXPECT_EQ(list[0]["probe"]["share_for_others"], 0.8);
  EXPECT_EQ(list[0]["probe"]["direction"], "one");
  EXPECT_EQ(list[1],
            nlohmann::json({{"number", 2}, {"name", "any"}, {"description", "Pseudo-device"}}));
  EXPECT_EQ(list[2]["link"], "no-carrier");
  EXPECT_FALSE(list[2].contains("probe"));
}

TEST(InterfaceTable, IsHarmlessWhateverAreTheNames) {
  std::vector<InterfaceRow> hostile = rows();
  hostile[0].listed.name = hostile[1].listed.name = hostile[1].listed.description = hostile_name();
  hostile[0].vnic = hostile[0].facts.driver = hostile[0].facts.bus = hostile_name();
  const std::string table = interface_table(hostile, 0);
  EXPECT_TRUE(harmless(table));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 4);
  const std::string json = interface_json(hostile, 0);
  EXPECT_TRUE(harmless(json));
  EXPECT_TRUE(nlohmann::json::parse(json)[0]["name"].get<std::string>().ends_with("\nFORGED"));
}

}  // namespace
}  // namespace tapbond
