// The log of sessions beside a capture.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class Sessions : public NetworkTest {};

struct ConnLog {
  std::uint64_t lines = 0;
  std::uint64_t packets = 0;
};

// Throws where a line is none.
ConnLog read_log(const std::string& path) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_THAT(text, testing::EndsWith("\n"));
  ConnLog log;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line); ++log.lines) {
    const auto fields = nlohmann::json::parse(line);
    log.packets += fields.at("orig_pkts").get<std::uint64_t>();
    log.packets += fields.at("resp_pkts").get<std::uint64_t>();
  }
  return log;
}

TEST_F(Sessions, AreWholeWhenTheRunIsTerminated) {
  const Scratch scratch;
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(),
                {"-w", scratch.path("file.pcap"), "--sessions", scratch.path("log")});
  lab.send({"--count", "20000", "--rate", "20000", "--tcp", "500"});
  const Outcome outcome = sensor.stop(SIGTERM);
  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(outcome.summary.captured, 20'000U);
  EXPECT_THAT(outcome.result.err, HasSubstr("sessions: written 20000, lost 0; 500 sessions"));
  const ConnLog log = read_log(scratch.path("log/conn.log"));
  EXPECT_EQ(log.lines, 500U);
  EXPECT_EQ(log.packets, 20'000U);
}

// By then the sensor may do little.
TEST_F(Sessions, FollowOneAnotherInALiveRun) {
  const Scratch scratch;
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(),
                {"-Z", "root", "-w", "/dev/null", "--sessions", scratch.path("log"), "-G", "1"});
  for (const std::string last : {"1", "2", "3"}) {
    must_run({"ip", "-n", lab.sender(), "address", "add", "10.9.9." + last + "/24", "dev", "tx1"});
    // Nobody answers: it says who asks, and takes a second.
    run({"ping", "-c", "1", "-W", "1", "-I", "10.9.9." + last, "10.9.9.10" + last}, lab.sender());
  }
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_THAT(outcome.result.err, ContainsRegex("sessions: written [0-9]+, lost 0;"));
  int files = 0;
  std::vector<std::string> addresses;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path("log"))) {
    if (!entry.path().filename().string().starts_with("arp.")) continue;
    ++files;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);)
      addresses.push_back(nlohmann::json::parse(line).at("addr"));
  }
  EXPECT_GE(files, 2);
  EXPECT_THAT(addresses, UnorderedElementsAre("10.9.9.1", "10.9.9.2", "10.9.9.3"));
}

}  // namespace
}  // namespace tapbond::lab
