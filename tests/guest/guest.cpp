#include "tests/guest/guest.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <regex>
#include <stdexcept>

#include "tests/guest/machine.h"
#include "tests/integration/lab.h"

namespace tapbond::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "tapbond-test";
constexpr const char* kState = "/run/tapbond";
constexpr std::chrono::seconds kMonitorLimit = 400s;  // a snapshot takes long
constexpr std::chrono::seconds kStartLimit = 1200s;   // with the making of its disk

std::string prefix_of(const std::string& prefix, pid_t process) {
  return prefix + std::to_string(process) + "-";
}

void take_down(const std::string& prefix) {
  const Result result = run({GUEST_SCRIPT, "down", "--prefix", prefix});
  if (result.status != 0) std::cerr << result.err;
}

void remove_what_killed_tests_left(const std::string& prefix) {
  for (const pid_t process : left_by_killed_tests(kState, "guest-" + prefix, "-")) {
    take_down(prefix_of(prefix, process));
  }
}

std::string every_kind() {
  std::string vnics;
  for (const Kind& kind : kinds()) vnics += (vnics.empty() ? "" : ",") + kind.vnic;
  return vnics;
}

class Package {
 public:
  Package() {
    // CPack builds everything before it packs, unless the generator has no rule for that.
    lab::must_run({"cpack", "-G", "DEB", "-D", "CPACK_CMAKE_GENERATOR=Ninja", "--config",
                   CPACK_CONFIG, "-B", scratch_.path("")});
    for (const auto& entry : fs::directory_iterator(scratch_.path(""))) {
      if (entry.path().extension() == ".deb") file_ = entry.path();
    }
  }

  const std::string& file() const { return file_; }

 private:
  Scratch scratch_;
  std::string file_;
};

auto* const shared = new Shared<Guest>;
const auto* const registered = testing::AddGlobalTestEnvironment(shared);

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {{"vmxnet3", "vmxnet3", "vmxnet3"},
                                        {"e1000", "e1000", "e1000"},
                                        {"e1000e", "e1000e", "e1000e"},
                                        {"pcnet", "pcnet", "pcnet32"},
                                        {"virtio", "virtio-net-pci", "virtio_net"}};
  return all;
}

std::string first_leg(std::size_t kind) { return "leg" + std::to_string(2 * kind + 1); }

std::string second_leg(std::size_t kind) { return "leg" + std::to_string(2 * kind + 2); }

std::vector<std::string> all_legs() {
  std::vector<std::string> legs;
  for (std::size_t i = 0; i < kinds().size(); ++i) {
    legs.push_back(first_leg(i));
    legs.push_back(second_leg(i));
  }
  return legs;
}

std::string Guest::missing() {
  if (geteuid() != 0) return "a guest's network needs root";
  return first_missing({"qemu-system-x86_64", "mmdebstrap", "ssh", "mke2fs", "cpack"});
}

Guest& Guest::instance() { return shared->get(); }

const std::string& Guest::package() {
  static const Package package;
  return package.file();
}

Guest::Guest() : Guest(every_kind(), {}, kPrefix) {}

Guest::Guest(const std::string& vnics, const std::vector<std::string>& options,
             const std::string& prefix)
    : prefix_(prefix_of(prefix, getpid())), host_(classroom("sensor")) {
  remove_what_killed_tests_left(prefix);
  std::vector<std::string> words = {"--nic", vnics, "--package", package()};
  words.insert(words.end(), options.begin(), options.end());
  std::cout << lab::must_run(script("up", words), "", kStartLimit);
}

Guest::~Guest() { take_down(prefix_); }

std::vector<std::string> Guest::script(const std::string& action,
                                       const std::vector<std::string>& words) const {
  std::vector<std::string> command = {GUEST_SCRIPT, action, "--prefix", prefix_};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

std::vector<std::string> Guest::command(const std::string& line) const {
  return script("run", {line});
}

Result Guest::run(const std::string& line, int stdin_fd) const {
  return Process(command(line), {.stdin_fd = stdin_fd}).wait(kGuestLimit);
}

std::string Guest::must_run(const std::string& line) const {
  const Result result = run(line);
  if (result.status != 0) {
    throw std::runtime_error("in the guest: " + line + ": " + result.out + result.err);
  }
  return result.out;
}

bool Guest::fulfils(const std::string& line) const {
  const std::string limit = std::to_string(kGuestLimit.count());
  return Process(
             command("end=$((SECONDS + " + limit + ")); until { " + line +
                     "; } >/dev/null 2>&1; do [ $SECONDS -lt $end ] || exit 1; sleep 0.3; done"),
             {})
             .wait(2 * kGuestLimit)
             .status == 0;
}

void Guest::fetch(const std::string& file, const std::string& to) const {
  lab::must_run(script("fetch", {file, to}), "", kGuestLimit);
}

std::string Guest::ask_monitor(const std::string& line) const {
  return lab::must_run(script("monitor", {line}), "", kMonitorLimit);
}

void Guest::monitor(const std::string& line) const {
  const std::string answer = ask_monitor(line);
  if (!answer.empty()) throw std::runtime_error("QEMU's monitor: " + line + ": " + answer);
}

bool Guest::unplug(const std::string& device) const {
  monitor("device_del " + device);
  return eventually(
      [&] { return ask_monitor("info qtree").find("id \"" + device + '"') == std::string::npos; },
      kGuestLimit);
}

void Guest::prepare(const std::vector<std::string>& legs) {
  std::string line;
  for (const std::string& leg : legs) {
    if (prepared_.insert(leg).second) line += " " + leg;
  }
  if (!line.empty()) must_run("/usr/share/tapbond/scripts/guest/legs.sh up" + line);
}

void Guest::configure(const std::vector<std::string>& legs) const {
  std::string line = "cd /etc/tapbond && sed -i '/^interface = /d' tapbond.conf";
  for (const std::string& leg : legs) line += " && echo interface = " + leg + " >>tapbond.conf";
  must_run(line);
}

std::string Guest::boot_id() const { return run("cat /proc/sys/kernel/random/boot_id").out; }

void Guest::wait_for_start_after(const std::string& old) {
  const auto anew = [&] {
    wait();
    const std::string now = boot_id();
    return !now.empty() && now != old;
  };
  if (!eventually(anew, kStartLimit)) throw std::runtime_error("the guest did not start again");
  prepared_.clear();
}

void Guest::wait() const { lab::must_run(script("wait", {}), "", kStartLimit); }

std::vector<std::string> Guest::send_command(const std::vector<std::string>& legs,
                                             const std::vector<std::string>& options) const {
  std::vector<std::string> command = {FRAME_SENDER};
  for (const std::string& leg : legs) command.insert(command.end(), {"-i", leg});
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

void Guest::send(const std::vector<std::string>& legs,
                 const std::vector<std::string>& options) const {
  lab::must_run(send_command(legs, options), host_, kGuestLimit);
}

// An ingress filter that stands keeps what it matches, whatever replaces it.
void Guest::wire(const std::string& output, const std::vector<std::string>& match,
                 const std::vector<Way>& ways) const {
  const std::vector<std::string> where = {
      "dev", output, "parent", "ffff:", "protocol", "all", "prio", "1"};
  std::vector<std::string> words = {"tc", "filter", "delete"};
  words.insert(words.end(), where.begin(), where.end());
  lab::run(words, host_);
  if (ways.empty()) return;
  words[2] = "add";
  words.insert(words.end(), {"handle", "800::800", "u32"});
  words.insert(words.end(), match.begin(), match.end());
  for (const Way& way : ways) {
    words.insert(words.end(), {"action", "mirred", "egress", way.how, "dev", way.leg});
  }
  lab::must_run(words, host_);
}

std::uint64_t Guest::given(const std::string& leg, const std::string& name) const {
  return counter(host_, leg, name);
}

std::map<std::string, std::uint64_t> Guest::received() const {
  return numbers_in(must_run(
      "cd /sys/class/net; for leg in leg*; do echo $leg=$(cat $leg/statistics/rx_packets); done"));
}

bool Guest::receives(const std::string& leg, std::uint64_t frames_in_all) const {
  return fulfils("[ $(cat /sys/class/net/" + leg + "/statistics/rx_packets) -ge " +
                 std::to_string(frames_in_all) + " ]");
}

GuestSensor::GuestSensor(const Guest& guest, const std::vector<std::string>& legs,
                         const std::string& options)
    : guest_(guest),
      process_(guest.command([&] {
        std::string line = "tapbond";
        for (const std::string& leg : legs) line += " -i " + leg;
        return line + " " + options;
      }()),
               {}) {
  for (const std::string& leg : legs) {
    if (!says("listening on " + leg + ",")) {
      throw std::runtime_error("tapbond does not listen on " + leg + ": " + process_.err());
    }
  }
}

GuestSensor::~GuestSensor() {
  if (testing::Test::HasFailure()) std::cerr << process_.err();
}

bool GuestSensor::waits_for(const std::string& leg) {
  const std::regex line(leg + " [^\n]*; waiting for it to come back");
  return eventually([&] { return std::regex_search(process_.err(), line); }, kGuestLimit);
}

Summary GuestSensor::stop() {
  guest_.must_run("pkill -INT -x tapbond");
  const Result result = process_.wait(kGuestLimit);
  EXPECT_EQ(result.status, 0);
  const auto summaries = summaries_in(result.err);
  if (summaries.empty()) throw std::runtime_error("no summary: " + result.err);
  return summaries.back();
}

}  // namespace tapbond::lab
