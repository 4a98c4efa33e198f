// What goes wrong below the program: disks that are slow, full or broken, directories that vanish,
// processor and memory taken away. Whatever it is, the counts are exact, and what was delivered is
// in the file, or counted as not saved.

#include <gmock/gmock.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

class Fault : public NetworkTest {};

// For the children that are started while it lives.
class FaultyDisk {
 public:
  explicit FaultyDisk(std::map<std::string, std::string> settings)
      : settings_(std::move(settings)) {
    settings_["LD_PRELOAD"] = FAULTY_DISK;
    for (const auto& [name, value] : settings_) setenv(name.c_str(), value.c_str(), 1);
  }
  ~FaultyDisk() {
    for (const auto& [name, value] : settings_) unsetenv(name.c_str());
  }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

 private:
  std::map<std::string, std::string> settings_;
};

class FaultOfDisk : public Fault {
 protected:
  void SetUp() override {
#ifdef TAPBOND_SANITIZED
    GTEST_SKIP() << "a sanitizer must be the first library that is loaded";
#endif
    Fault::SetUp();
  }
};

TEST_F(FaultOfDisk, SlowForSomeTimeLosesNothing) {
  const Scratch scratch;
  const std::string file = scratch.path("slow.pcap");
  Lab lab(2);
  const FaultyDisk disk({{"FAULTY_DISK_SLOW_MS", "300"}, {"FAULTY_DISK_SLOW_WRITES", "8"}});
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file});
  lab.send({"--count", "60000", "--rate", "30000"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(check(file, {"--count", "60000"}).at("missing"), 0U);
  EXPECT_EQ(check(file).at("inversions_by_stamp"), 0U);
  EXPECT_EQ(outcome.summary.captured, 60'000U);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
}

TEST_F(FaultOfDisk, SlowerThanTheBufferAllowsIsTheKernelsLoss) {
  const Scratch scratch;
  const std::string file = scratch.path("slow.pcap");
  Lab lab(2);
  const FaultyDisk disk({{"FAULTY_DISK_SLOW_MS", "400"}, {"FAULTY_DISK_SLOW_WRITES", "8"}});
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "--buffer", "8", "-B", "1024"});
  const auto sent = lab.send({"--count", "60000", "--rate", "40000", "--size", "1500"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_GT(outcome.summary.dropped_by_kernel, 0U);
  EXPECT_EQ(check(file).at("frames"), outcome.summary.captured);
  EXPECT_EQ(check(file).at("duplicate"), 0U);
  for (int number : {1, 2}) {
    const LegSummary& leg = outcome.summary.legs.at("eth" + std::to_string(number));
    EXPECT_EQ(leg.received, sent.at("tx" + std::to_string(number)));
    EXPECT_EQ(leg.dropped_by_tapbond, 0U);
  }
}

TEST_F(FaultOfDisk, LogOfSessionsThatCannotBeWrittenSaysSoOnce) {
  const Scratch scratch;
  Lab lab(2);
  const FaultyDisk disk(
      {{"FAULTY_DISK_ERROR", std::to_string(ENOSPC)}, {"FAULTY_DISK_BYTES", "100"}});
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", "/dev/null", "--sessions", scratch.path("log")});
  lab.send({"--count", "1000", "--rate", "5000"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 1) << "the log was asked for, and is not all there";
  const std::string reason = std::strerror(ENOSPC);
  const std::size_t first = outcome.result.err.find(reason);
  ASSERT_NE(first, std::string::npos) << outcome.result.err;
  EXPECT_EQ(outcome.result.err.find(reason, first + 1), std::string::npos) << outcome.result.err;
  EXPECT_EQ(outcome.summary.captured, 1000U);
}

// Small frames are copied before they are written, large ones at full speed are not.
struct Broken {
  std::string name;
  int error;
  const char* after;  // bytes
  std::vector<std::string> frames;
};

class BrokenDisk : public FaultOfDisk, public testing::WithParamInterface<Broken> {};

TEST_P(BrokenDisk, KeepsWhatWasSaved) {
  const Scratch scratch;
  const std::string file = scratch.path("broken.pcapng");
  Lab lab(2);
  const FaultyDisk disk({{"FAULTY_DISK_ERROR", std::to_string(GetParam().error)},
                         {"FAULTY_DISK_BYTES", GetParam().after}});
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file});
  lab.send(GetParam().frames);
  const Outcome outcome = sensor.wait();

  EXPECT_NE(outcome.result.status, 0);
  EXPECT_THAT(outcome.result.err, HasSubstr(std::strerror(GetParam().error)));
  EXPECT_GT(outcome.summary.captured, 0U);
  EXPECT_EQ(check(file).at("frames"), outcome.summary.captured);
  EXPECT_THAT(must_run({"capinfos", "-M", "-c", file}),
              HasSubstr(std::to_string(outcome.summary.captured)));
}

const std::vector<std::string> kSmall{"--count", "60000", "--rate", "60000"};
const std::vector<std::string> kLarge{"--count", "100000", "--size", "1500"};
INSTANTIATE_TEST_SUITE_P(Errors, BrokenDisk,
                         testing::Values(Broken{"EIO", EIO, "1000001", kSmall},
                                         Broken{"ENOSPC", ENOSPC, "1000001", kSmall},
                                         Broken{"EDQUOT", EDQUOT, "1000001", kSmall},
                                         Broken{"EIOOfLargeFrames", EIO, "30000001", kLarge}),
                         [](const auto& instance) { return instance.param.name; });

TEST_F(Fault, DirectoryOfASeriesVanishes) {
  const Scratch scratch;
  const std::string folder = scratch.path("series");
  const std::string moved = scratch.path("moved");
  std::filesystem::create_directory(folder);
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-Z", "root", "-C", "1", "-w", folder + "/cap"});
  Process sender(lab.send_command({"--count", "10000000", "--rate", "30000"}),
                 {.netns = lab.sender()});
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(folder + "/cap1"); }));
  std::filesystem::rename(folder, moved);
  const Outcome outcome = sensor.wait();
  sender.signal(SIGTERM);
  sender.wait();

  EXPECT_NE(outcome.result.status, 0);
  EXPECT_THAT(outcome.result.err, HasSubstr(folder + "/cap"));
  std::uint64_t saved = 0;
  for (const auto& entry : std::filesystem::directory_iterator(moved)) {
    saved += check(entry.path()).at("frames");
  }
  EXPECT_EQ(saved, outcome.summary.captured);
}

// A control group of either version; not there() where the system has no such controller.
class ControlGroup {
 public:
  ControlGroup(const std::string& controller, const std::string& setting,
               const std::string& value) {
    const std::filesystem::path root = "/sys/fs/cgroup";
    const bool second_version = std::filesystem::exists(root / "cgroup.controllers");
    path_ = (second_version ? root : root / controller) / unique_name();
    std::error_code refused;
    there_ = std::filesystem::create_directory(path_, refused) &&
             std::filesystem::exists(path_ / setting) && put(setting, value);
  }
  ~ControlGroup() {
    if (!path_.empty()) rmdir(path_.c_str());
  }
  ControlGroup(const ControlGroup&) = delete;
  ControlGroup& operator=(const ControlGroup&) = delete;

  bool there() const { return there_; }
  bool put(const std::string& setting, const std::string& value) const {
    return static_cast<bool>(std::ofstream(path_ / setting) << value << std::flush);
  }
  void take(pid_t process) const { put("cgroup.procs", std::to_string(process)); }

 private:
  std::filesystem::path path_;
  bool there_ = false;
};

bool has_second_version() { return std::filesystem::exists("/sys/fs/cgroup/cgroup.controllers"); }

TEST_F(Fault, ProcessorTakenAwayLosesNothing) {
  const Scratch scratch;
  const std::string file = scratch.path("throttled.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file});
  {
    // 10 ms of every 500.
    const ControlGroup group("cpu", has_second_version() ? "cpu.max" : "cpu.cfs_period_us",
                             has_second_version() ? "10000 500000" : "500000");
    if (!group.there()) GTEST_SKIP() << "no control group for processor time";
    if (!has_second_version()) group.put("cpu.cfs_quota_us", "10000");
    group.take(sensor.process().pid());
    lab.send({"--count", "20000", "--rate", "10000"});
    // A group can only go when it is empty.
    std::ofstream(has_second_version() ? "/sys/fs/cgroup/cgroup.procs"
                                       : "/sys/fs/cgroup/cpu/cgroup.procs")
        << sensor.process().pid();
  }
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(check(file, {"--count", "20000"}).at("missing"), 0U);
  EXPECT_EQ(check(file).at("inversions_by_stamp"), 0U);
  EXPECT_EQ(outcome.summary.captured, 20'000U);
  EXPECT_EQ(outcome.summary.dropped(), 0U);
}

TEST_F(Fault, LittleMemoryKeepsTheCountsExact) {
  const Scratch scratch;
  const std::string file = scratch.path("pressed.pcap");
  Lab lab(2);
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", file, "--buffer", "16"});
  // The cache of what is written counts too.
  const ControlGroup group("memory", has_second_version() ? "memory.max" : "memory.limit_in_bytes",
                           "134217728");
  if (!group.there()) GTEST_SKIP() << "no control group for memory";
  group.take(sensor.process().pid());
  const auto sent = lab.send({"--count", "200000", "--rate", "100000", "--size", "1500"});
  const Outcome outcome = sensor.stop();

  EXPECT_EQ(outcome.result.status, 0) << outcome.result.err;
  EXPECT_EQ(check(file).at("frames"), outcome.summary.captured);
  for (int number : {1, 2}) {
    const LegSummary& leg = outcome.summary.legs.at("eth" + std::to_string(number));
    EXPECT_EQ(leg.received, sent.at("tx" + std::to_string(number)));
    EXPECT_EQ(leg.dropped_by_tapbond, 0U);
  }
}

}  // namespace
}  // namespace tapbond::lab
