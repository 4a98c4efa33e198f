// --page, --summary-json: a browser, promtool and scripts look on.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;

constexpr const char* kAddress = "127.0.0.1:8080";

class Page : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    lab_.emplace(2);
    must_run({"ip", "-n", lab_->sensor(), "link", "set", "lo", "up"});
  }

  // The body of what is at that place of the page, or what a shell makes of it.
  std::string ask(const std::string& name, const std::string& then = "cat") {
    return must_run({"bash", "-c",
                     "set -o pipefail; printf 'GET /" + name +
                         " HTTP/1.0\r\nHost: localhost\r\n\r\n' | nc -q 2 127.0.0.1 8080 | "
                         "sed '1,/^\r$/d' | " +
                         then},
                    lab_->sensor());
  }

  std::optional<Lab> lab_;
};

std::uint64_t sum(const nlohmann::json& leg) {
  std::uint64_t sum = 0;
  for (const char* part : {"written", "filtered", "dropped_by_kernel", "dropped_by_interface",
                           "dropped_by_tapbond", "unread"}) {
    sum += leg.at(part).get<std::uint64_t>();
  }
  return sum;
}

TEST_F(Page, ShowsInABrowserWhatIsCaptured) {
  if (!std::filesystem::exists("/usr/bin/chromium")) GTEST_SKIP() << "there is no Chromium";
  if (!std::filesystem::exists(PAGE_MODULES "/node_modules/axe-core")) {
    GTEST_SKIP() << "scripts/test.sh installs what looks at the page";
  }
  const Scratch scratch;
  Sensor sensor(lab_->sensor(), lab_->legs(),
                {"-w", scratch.path("written.pcapng"), "--sessions", scratch.path("logs"), "--page",
                 kAddress, "--label", "eth1=<img src=x onerror=alert(1)>"});
  lab_->send({"--count", "4000", "--rate", "2000"});
  Process look({"node", PAGE_TEST, PAGE_MODULES, std::string("http://") + kAddress + "/", "2000",
                scratch.path("page.png")},
               {.netns = lab_->sensor()});
  const auto says = [&](const std::string& word) {
    return eventually([&] { return look.out().find(word) != std::string::npos || !look.running(); },
                      60s) &&
           look.out().find(word) != std::string::npos;
  };
  ASSERT_TRUE(says("seen")) << look.err();
  must_run({"ip", "-n", lab_->sensor(), "link", "set", "eth1", "down"});
  ASSERT_TRUE(says("away")) << look.err();
  must_run({"ip", "-n", lab_->sensor(), "link", "set", "eth1", "up"});
  ASSERT_TRUE(says("back")) << look.err();
  sensor.stop();
  EXPECT_EQ(look.wait().status, 0) << look.err();
}

TEST_F(Page, HasMetricsThatPrometheusTakesAndTheSumsAgree) {
  const Scratch scratch;
  const std::string summary = scratch.path("summary.json");
  Sensor sensor(
      lab_->sensor(), lab_->legs(),
      {"-w", scratch.path("written.pcapng"), "--page", kAddress, "--summary-json", summary, "udp"});
  lab_->send({"--count", "1000", "--rate", "10000"});
  EXPECT_TRUE(eventually(
      [&] { return nlohmann::json::parse(ask("status.json"))["legs"][0]["received"] == 500; }));
  EXPECT_EQ(ask("metrics", "promtool check metrics 2>&1"), "");
  EXPECT_THAT(ask("metrics"), HasSubstr("tapbond_leg_received_packets_total{leg=\"eth2\"} 500\n"));
  for (const auto& leg : nlohmann::json::parse(ask("status.json"))["legs"]) {
    EXPECT_EQ(leg["received"], sum(leg));
  }
  const Outcome outcome = sensor.stop();
  std::ifstream file(summary);
  const auto end = nlohmann::json::parse(file);
  EXPECT_TRUE(end["ended"]);
  for (const auto& leg : end["legs"]) {
    const LegSummary& said = outcome.summary.legs.at(leg["name"]);
    EXPECT_EQ(leg["received"], said.received);
    EXPECT_EQ(leg["written"], said.written);
    EXPECT_EQ(leg["received"], sum(leg));
  }
  EXPECT_EQ(std::filesystem::status(summary).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Page, ShowsTheInterfacesBehindAFeed) {
  Sensor source(lab_->sensor(), lab_->legs(), {"--serve", "127.0.0.1:57012"});
  Sensor central(lab_->sensor(), {"TCP@127.0.0.1:57012"}, {"--page", kAddress});
  lab_->send({"--count", "1000", "--rate", "10000"});
  const auto interfaces = [&] { return nlohmann::json::parse(ask("status.json"))["interfaces"]; };
  EXPECT_TRUE(eventually([&] {
    const auto all = interfaces();
    return all.size() == 2 && all[0]["packets"] == 500 && all[1]["packets"] == 500;
  })) << interfaces();
  EXPECT_THAT(interfaces()[0]["name"].get<std::string>(), HasSubstr("eth"));
  central.stop();
  source.stop();
}

TEST_F(Page, ShowsWhoTalksWhereSessionsAreLogged) {
  const Scratch scratch;
  Sensor sensor(lab_->sensor(), lab_->legs(),
                {"--sessions", scratch.path("logs"), "--page", kAddress});
  lab_->send({"--count", "1000", "--rate", "10000", "--ports", "9000,9001,9000"});
  const auto told = [&] { return nlohmann::json::parse(ask("status.json"))["conversations"]; };
  // On each leg, to each port: two thirds go to the first.
  const auto packets = [&] {
    std::vector<int> counts;
    const auto conversations = told();
    for (const auto& each : conversations["largest"]) counts.push_back(each["packets"][0]);
    return counts;
  };
  EXPECT_TRUE(eventually([&] {
    const std::vector<int> counts = packets();
    return std::accumulate(counts.begin(), counts.end(), 0) == 1000;
  })) << told();
  EXPECT_THAT(packets(), testing::ElementsAre(AllOf(Ge(333), Le(334)), AllOf(Ge(333), Le(334)),
                                              AllOf(Ge(166), Le(167)), AllOf(Ge(166), Le(167))));
  const auto conversations = told();
  EXPECT_EQ(conversations["open"], 4);
  EXPECT_EQ(conversations["largest"][0]["transport"], "udp");
  EXPECT_THAT(conversations["largest"][0]["responder"].get<std::string>(),
              testing::EndsWith(":9000"));
  sensor.stop();
}

// What --check says, it says while running.
TEST_F(Page, TellsWhenBothLegsShowTheSame) {
  Sensor sensor(lab_->sensor(), lab_->legs(), {"--page", kAddress});
  const Process mirror({CONVERSATION_SENDER, "--client", "tx1", "--server", "tx1", "--client",
                        "tx2", "--server", "tx2"},
                       {.netns = lab_->sender()});
  EXPECT_TRUE(eventually(
      [&] {
        return ask("status.json").find("eth1 and eth2 carry the same frames") != std::string::npos;
      },
      60s));
  sensor.stop();
}

TEST_F(Page, TellsWhenATapsOtherOutputIsMissing) {
  Sensor sensor(lab_->sensor(), {"eth1"}, {"--page", kAddress});
  const Process tap({CONVERSATION_SENDER, "--client", "tx1", "--server", "tx2"},
                    {.netns = lab_->sender()});
  EXPECT_TRUE(eventually(
      [&] { return ask("status.json").find("4 of 4 seen from one side") != std::string::npos; },
      60s));
  sensor.stop();
}

TEST_F(Page, TellsOfAnAddressAsLongAsItIsThere) {
  Sensor sensor(lab_->sensor(), lab_->legs(), {"--page", kAddress});
  const auto told = [&] { return ask("status.json").find("10.9.8.7") != std::string::npos; };
  EXPECT_FALSE(told());
  must_run({"ip", "-n", lab_->sensor(), "address", "add", "10.9.8.7/32", "dev", "eth1"});
  EXPECT_TRUE(eventually(told));
  must_run({"ip", "-n", lab_->sensor(), "address", "flush", "dev", "eth1"});
  EXPECT_TRUE(eventually([&] { return !told(); }));
  sensor.stop();
}

TEST_F(Page, TellsOfAnMtuThatKeepsFramesOutAsLongAsItDoes) {
  const auto ip = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"ip", "-n", lab_->sensor()});
    must_run(words);
  };
  ip({"link", "add", "guest0", "type", "bridge"});
  ip({"link", "set", "guest0", "up"});
  Sensor sensor(lab_->sensor(), {"eth1", "guest0"}, {"--page", kAddress});
  const auto told = [&](const std::string& remedy) {
    return [&, remedy] { return ask("status.json").find(remedy) != std::string::npos; };
  };
  EXPECT_TRUE(eventually(told("\"ip link set guest0 mtu 9216\"")));
  EXPECT_FALSE(told("link set eth1 mtu")());  // what a veth pair cuts is counted
  ip({"link", "set", "guest0", "mtu", "9216"});
  EXPECT_TRUE(eventually([&] { return !told("guest0 mtu")(); }));
  // Another one of that name.
  ip({"link", "delete", "guest0"});
  ip({"link", "add", "guest0", "mtu", "4000", "type", "bridge"});
  ip({"link", "set", "guest0", "up"});
  EXPECT_TRUE(eventually(told("has the MTU 4000")));
  sensor.stop();
}

TEST_F(Page, IsOnTheLoopbackOrHasAToken) {
  const Result refused =
      run({tapbond_program(), "-i", "eth1", "--page", "0.0.0.0:8080"}, lab_->sensor());
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("--page-any"));
  Sensor sensor(lab_->sensor(), lab_->legs(), {"--page", "0.0.0.0:8080", "--page-any"});
  EXPECT_THAT(ask("status.json"), HasSubstr("lacks its token"));
  const std::string said = sensor.process().err();
  const std::size_t at = said.find("?token=");
  ASSERT_NE(at, std::string::npos) << said;
  const std::string token = said.substr(at, 7 + 32);
  EXPECT_THAT(ask("status.json" + token), HasSubstr("\"legs\""));
  sensor.stop();
}

TEST_F(Page, TakesATokenFromAFileAndKeepsItToItself) {
  const Scratch scratch;
  const std::string token = "ABCdef-0123456789._~";
  std::ofstream(scratch.path("token")) << token << '\n';
  Sensor sensor(lab_->sensor(), lab_->legs(),
                {"--page", kAddress, "--page-token", scratch.path("token")});
  EXPECT_THAT(ask("status.json"), HasSubstr("lacks its token"));
  EXPECT_THAT(ask("status.json?token=" + token), HasSubstr("\"legs\""));
  EXPECT_THAT(sensor.process().err(), testing::Not(HasSubstr(token)));
  sensor.stop();
  for (const char* wrong : {"short", "0123456789abcde&x=0", ""}) {
    std::ofstream(scratch.path("token")) << wrong;
    const Result refused = run({tapbond_program(), "-i", "eth1", "--page", kAddress, "--page-token",
                                scratch.path("token")},
                               lab_->sensor());
    EXPECT_EQ(refused.status, 1) << wrong;
    EXPECT_THAT(refused.err, HasSubstr("--page-token")) << wrong;
  }
}

// Who says nothing, or half a request, or too much of one, holds nobody up.
TEST_F(Page, CutsWhoStalls) {
  Sensor sensor(lab_->sensor(), lab_->legs(), {"--page", kAddress});
  std::vector<std::unique_ptr<Process>> stalled;
  for (int i = 0; i < 20; ++i) {
    stalled.push_back(std::make_unique<Process>(
        std::vector<std::string>{"sh", "-c", "(printf 'GET / HT'; sleep 60) | nc 127.0.0.1 8080"},
        Process::Options{.netns = lab_->sensor()}));
  }
  EXPECT_THAT(ask("status.json"), HasSubstr("\"legs\""));
  const std::string large = must_run(
      {"sh", "-c",
       "(printf 'GET / HTTP/1.1\r\nHost: localhost\r\nA: '; head -c 100000 /dev/zero | tr '\\0' a) "
       "| nc -q 2 127.0.0.1 8080; true"},
      lab_->sensor());
  EXPECT_EQ(large, "");
  sensor.stop();
}

}  // namespace
}  // namespace tapbond::lab
