// What the sensor may do once it listens, and who may run it.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

namespace fs = std::filesystem;

class Privileges : public NetworkTest {};

// Of all threads of a process: what its status says of `field`, blanks aside.
std::vector<std::string> status_of(pid_t process, const std::string& field) {
  std::vector<std::string> values;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (!line.starts_with(field + ":")) continue;
      std::istringstream words(line.substr(field.size() + 1));
      values.emplace_back();
      words >> values.back();
    }
  }
  return values;
}

constexpr const char* kNetRawAlone = "0000000000002000";  // capability 13

void expect_confined(pid_t process) {
  using testing::Each;
  EXPECT_THAT(status_of(process, "NoNewPrivs"), Each("1"));
  EXPECT_THAT(status_of(process, "Seccomp"), Each("2")) << "2: a filter";
  EXPECT_THAT(status_of(process, "CapEff"), Each(kNetRawAlone));
  EXPECT_THAT(status_of(process, "CapPrm"), Each(kNetRawAlone));
  EXPECT_THAT(status_of(process, "Uid"),
              testing::AllOf(testing::SizeIs(testing::Ge(2U)), Each(testing::Ne("0"))));
}

TEST_F(Privileges, AreGivenUpOnceTheLegsAreOpen) {
  Lab lab(1);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", "/dev/null"});
  expect_confined(sensor.process().pid());
  EXPECT_EQ(sensor.stop().result.status, 0);
}

// As with tcpdump, whose scripts say -Z whoever runs them.
TEST_F(Privileges, NeedNotBeGivenUpByWhoHasNone) {
  const Scratch scratch;
  const std::string program = scratch.path("tapbond");
  fs::copy(tapbond_program(), program);
  const std::string a = scratch.path("a.pcap");
  must_run({CAPTURE_MAKER, "--count", "5", a, scratch.path("b.pcap")});
  for (const std::string& path : {scratch.path(""), a}) {
    fs::permissions(path, fs::perms::all);
  }
  for (const char* user : {"root", "nobody"}) {
    EXPECT_EQ(must_run({"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", program,
                        "-Z", user, "-r", a, "--count"}),
              must_run({"tcpdump", "-r", a, "--count"}));
  }
}

// By the right to listen that the program's file has; a leg that comes back is opened with it.
TEST_F(Privileges, OfAnOrdinaryUserAreEnough) {
  const Scratch scratch;
  const std::string program = scratch.path("tapbond");
  const std::string file = scratch.path("captures/user.pcap");
  fs::copy(tapbond_program(), program);
  must_run({"setcap", "cap_net_raw+ep", program});
  fs::create_directory(scratch.path("captures"));
  fs::permissions(scratch.path("captures"), fs::perms::all);
  fs::permissions(scratch.path("."), static_cast<fs::perms>(0755));
  Lab lab(2);
  Process tapbond({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program, "-i",
                   "eth1", "-i", "eth2", "-w", file},
                  {.netns = lab.sensor()});
  ASSERT_TRUE(tapbond.wait_for_error_text("listening on eth2")) << tapbond.err();
  expect_confined(tapbond.pid());
  lab.send({"--count", "100"});
  lab.delete_leg(1);
  ASSERT_TRUE(tapbond.wait_for_error_text("eth1 has vanished")) << tapbond.err();
  lab.add_leg(1);
  ASSERT_TRUE(tapbond.wait_for_error_text("eth1 is back")) << tapbond.err();
  lab.send({"--count", "100", "--first", "100"});
  tapbond.signal(SIGINT);
  const Result result = tapbond.wait();
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(check(file, {"--count", "200"}).at("missing"), 0U);
}

TEST_F(Privileges, OfAnOrdinaryUserWithoutAnyAreNot) {
  Lab lab(1);
  const Result result = run({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                             tapbond_program(), "-i", "eth1"},
                            lab.sensor());
  EXPECT_NE(result.status, 0);
}

}  // namespace
}  // namespace tapbond::lab
