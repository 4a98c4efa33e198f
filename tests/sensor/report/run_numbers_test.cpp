// What is made of the numbers of a run: JSON, metrics, verdicts.

#include "sensor/report/run_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sensor/report/metrics.h"
#include "sensor/report/status_json.h"
#include "sensor/report/verdicts.h"
#include "tests/sensor/posix/hostile_text.h"

namespace tapbond {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kSecond = 1'000'000'000;

RunNumbers healthy() {
  RunNumbers run;
  run.began_ns = 100 * kSecond;
  run.now_ns = 160 * kSecond;
  LegSummary leg{.name = "eth1"};
  leg.received = 1000;
  leg.written = 900;
  leg.filtered = 60;
  leg.unread = 40;
  run.legs = {leg, leg};
  run.legs[1].name = "eth2";
  run.sinks.resize(1);
  run.sinks[0].name = "a.pcapng";
  run.sinks[0].written = 1800;
  return run;
}

std::vector<std::string> bad(const RunNumbers& run) {
  std::vector<std::string> about;
  for (const RunVerdict& verdict : verdicts_of(run)) {
    if (verdict.level == RunVerdict::Level::kBad) about.push_back(verdict.about);
  }
  return about;
}

TEST(Verdicts, AreGoodWhenNothingIsLost) {
  const auto verdicts = verdicts_of(healthy());
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].level, RunVerdict::Level::kGood);
}

TEST(Verdicts, TellOfALegThatCanBeSeen) {
  RunNumbers run = healthy();
  run.legs[0].addresses = {"10.0.0.5"};
  run.legs[1].frames_sent = 2;
  const auto verdicts = verdicts_of(run);
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_THAT(verdicts[0].text, HasSubstr("has sent 2 packets"));
  EXPECT_THAT(verdicts[1].text, HasSubstr("10.0.0.5"));
  EXPECT_EQ(verdicts[1].remedy, "ip address flush dev eth1");
}

TEST(Verdicts, SayWhatIsConnectedWrongAsACheckDoes) {
  RunNumbers run = healthy();
  run.connection.shared = {{.first = 0, .second = 1, .same = 90, .compared = 100}};
  run.connection.sides = {.conversations = 20, .one_sided = 4};
  auto verdicts = verdicts_of(run);
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_EQ(verdicts[0].level, RunVerdict::Level::kBad);
  EXPECT_THAT(verdicts[0].text, HasSubstr("eth1 and eth2 carry the same frames (90 %)"));
  EXPECT_THAT(verdicts[0].remedy, HasSubstr("tapbond -i eth1"));
  EXPECT_EQ(verdicts[1].level, RunVerdict::Level::kWarning);
  EXPECT_THAT(verdicts[1].text, HasSubstr("4 of 20 seen from one side only"));
  EXPECT_THAT(verdicts[1].remedy, HasSubstr("second leg (-i); a mirror"));
  run.connection.sides.one_sided = 1;
  run.duplicates.are = DuplicatesAre::kDropped;
  EXPECT_EQ(verdicts_of(run).front().level, RunVerdict::Level::kGood);
}

TEST(Verdicts, TellOfAnMtuThatKeepsFramesOut) {
  RunNumbers run = healthy();
  InterfaceFacts eth1;
  eth1.name = "eth1";
  eth1.driver = "vmxnet3";
  eth1.link.index = 2;
  eth1.mtu = 1500;
  eth1.most_mtu = 9000;
  run.own_interfaces = {eth1};
  const auto verdicts = verdicts_of(run);
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].level, RunVerdict::Level::kWarning);
  EXPECT_EQ(verdicts[0].about, "eth1");
  EXPECT_THAT(verdicts[0].text, HasSubstr("has the MTU 1500: longer frames"));
  EXPECT_EQ(verdicts[0].remedy, "ip link set eth1 mtu 9000");
  run.own_interfaces[0].mtu = 9000;
  EXPECT_EQ(verdicts_of(run).front().level, RunVerdict::Level::kGood);
  run.own_interfaces[0] = {};  // is gone
  EXPECT_EQ(verdicts_of(run).front().level, RunVerdict::Level::kGood);
}

TEST(Verdicts, NameWhatIsWrongWorstFirst) {
  RunNumbers run = healthy();
  run.legs[0].late = 3;
  run.legs[1].away = true;
  EXPECT_EQ(bad(run), std::vector<std::string>{"eth2"});
  EXPECT_EQ(verdicts_of(run).back().about, "eth1");
  run = healthy();
  run.legs[0].received = 0;
  EXPECT_EQ(bad(run), std::vector<std::string>{"eth1"});
  // Too early to tell; and on a quiet line both are silent.
  run.now_ns = run.began_ns + kSecond;
  EXPECT_TRUE(bad(run).empty());
  run = healthy();
  run.legs[0].received = run.legs[1].received = 0;
  EXPECT_TRUE(bad(run).empty());
  for (const auto lost : {&LegSummary::dropped_by_kernel, &LegSummary::dropped_by_interface,
                          &LegSummary::dropped_before_by_kernel}) {
    run = healthy();
    run.legs[1].*lost = 1;
    EXPECT_EQ(bad(run), std::vector<std::string>{"eth2"});
  }
  run = healthy();
  run.sinks[0].problem = "a.pcapng cannot be written";
  EXPECT_EQ(bad(run), std::vector<std::string>{"a.pcapng"});
  run = healthy();
  run.duplicates = {.looked_at = 100, .found = 50};
  EXPECT_TRUE(bad(run).empty());
  EXPECT_THAT(verdicts_of(run).front().text, testing::HasSubstr("50.0 % of the packets"));
  run.duplicates.are = DuplicatesAre::kDropped;
  EXPECT_EQ(verdicts_of(run).front().level, RunVerdict::Level::kGood);
  run = healthy();
  run.disk_free = 1000;
  run.causes.left = 2;
  EXPECT_EQ(verdicts_of(run).size(), 2U);
}

TEST(StatusJson, HasTheNumbersAndTheirSum) {
  const auto status = nlohmann::json::parse(status_json(healthy()));
  const auto& leg = status["legs"][0];
  EXPECT_EQ(leg["name"], "eth1");
  EXPECT_EQ(leg["received"].get<int>(),
            leg["written"].get<int>() + leg["filtered"].get<int>() +
                leg["dropped_by_kernel"].get<int>() + leg["dropped_by_interface"].get<int>() +
                leg["dropped_by_tapbond"].get<int>() + leg["unread"].get<int>());
  EXPECT_EQ(status["time"], 160.0);
  EXPECT_FALSE(status.contains("disk_free"));
  EXPECT_EQ(status["outputs"][0]["written"], 1800);
}

TEST(Metrics, NameEachFamilyOnceAndEachLegInIt) {
  RunNumbers run = healthy();
  run.disk_free = 5;
  const std::string text = metrics_text(run);
  EXPECT_THAT(text,
              AllOf(HasSubstr("\ntapbond_leg_received_packets_total{leg=\"eth1\"} 1000\n"),
                    HasSubstr("\ntapbond_leg_received_packets_total{leg=\"eth2\"} 1000\n"),
                    HasSubstr("\ntapbond_leg_dropped_packets_total{leg=\"eth1\",by=\"kernel\"}"
                              " 0\n"),
                    HasSubstr("\ntapbond_output_written_packets_total{output=\"a.pcapng\"} "
                              "1800\n"),
                    HasSubstr("\ntapbond_disk_free_bytes 5\n")));
  const std::string type = "# TYPE tapbond_leg_up ";
  EXPECT_EQ(text.find(type), text.rfind(type));
}

TEST(RunNumbers, LeaveNothingHostileInWhatIsMadeOfThem) {
  RunNumbers run = healthy();
  run.legs[0].name = hostile_name() + "\"\\";
  run.legs[0].label = hostile_name();
  run.legs[0].away = true;
  run.sinks[0].name = hostile_name();
  run.sinks[0].problem = hostile_name();
  const std::string metrics = metrics_text(run);
  EXPECT_THAT(metrics, Not(HasSubstr("\x1b")));
  // Quotes come in pairs, or a label would end early.
  std::size_t quotes = 0;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i] == '\\') {
      ++i;
    } else if (metrics[i] == '"') {
      ++quotes;
    } else if (metrics[i] == '\n') {
      EXPECT_EQ(quotes % 2, 0U);
      quotes = 0;
    }
  }
  const auto status = nlohmann::json::parse(status_json(run));
  EXPECT_TRUE(harmless(status["legs"][0]["name"].get<std::string>() + '\n'));
  EXPECT_TRUE(harmless(status["verdicts"][0]["about"].get<std::string>() + '\n'));
}

}  // namespace
}  // namespace tapbond
