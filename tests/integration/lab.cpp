#include "tests/integration/lab.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <regex>
#include <sstream>
#include <system_error>

namespace tapbond::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "tblab-";

// Links have numbers, in each namespace from 2 on. The kernel announces at once that a veth pair is
// up when its ends have different numbers, and otherwise when it has a batch: after up to a second.
constexpr int kSenderIndices = 1000;

void delete_namespace(const std::string& name) {
  const Result result = run({"ip", "netns", "delete", name});
  if (result.status != 0) std::cerr << result.err;
}

void remove_what_killed_tests_left() {
  const std::regex ours(std::string(kPrefix) + "([0-9]+)-.*");
  std::istringstream list(must_run({"ip", "netns", "list"}));
  for (std::string line; std::getline(list, line);) {
    const std::string name = line.substr(0, line.find(' '));
    std::smatch match;
    if (!std::regex_match(name, match, ours)) continue;
    if (kill(static_cast<pid_t>(std::stol(match[1])), 0) != 0 && errno == ESRCH) {
      delete_namespace(name);
    }
  }
}

}  // namespace

std::string unique_name() {
  static const bool swept = (remove_what_killed_tests_left(), true);
  static int made = 0;
  static_cast<void>(swept);
  return kPrefix + std::to_string(getpid()) + "-" + std::to_string(++made) + "-";
}

Scratch::Scratch() {
  std::string name = fs::temp_directory_path() / "tapbond-test-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), name);
  }
  directory_ = name;
}

Scratch::~Scratch() {
  std::error_code error;
  fs::remove_all(directory_, error);
  if (error) std::cerr << directory_ << ": " << error.message() << '\n';
}

Namespace::Namespace(std::string name) : name_(std::move(name)) {
  must_run({"ip", "netns", "add", name_});
  must_run(
      {"sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1"},
      name_);
}

Namespace::~Namespace() { delete_namespace(name_); }

Lab::Lab(int legs)
    : leg_count_(legs), sender_(unique_name() + "sender"), sensor_(unique_name() + "sensor") {
  for (int number = 1; number <= legs; ++number) add_leg(number);
  for (const std::string& leg : this->legs()) wait_for_link(leg);
}

std::vector<std::string> Lab::legs() const {
  std::vector<std::string> names;
  for (int number = 1; number <= leg_count_; ++number) {
    names.push_back("eth" + std::to_string(number));
  }
  return names;
}

void Lab::add_leg(int number) {
  const std::string tx = "tx" + std::to_string(number);
  const std::string leg = "eth" + std::to_string(number);
  must_run({"ip", "link", "add", tx, "index", std::to_string(kSenderIndices + number), "netns",
            sender(), "type", "veth", "peer", "name", leg, "netns", sensor()});
  must_run({"ip", "-n", sender(), "link", "set", tx, "up"});
  must_run({"ip", "-n", sensor(), "link", "set", leg, "arp", "off", "up"});
}

void Lab::wait_for_link(const std::string& leg) const {
  const std::string file = "/sys/class/net/" + leg + "/operstate";
  if (!eventually([&] { return must_run({"cat", file}, sensor()) == "up\n"; })) {
    throw std::runtime_error(leg + " does not come up");
  }
}

void Lab::delete_leg(int number) {
  must_run({"ip", "-n", sensor(), "link", "delete", "eth" + std::to_string(number)});
}

void Lab::set_leg(int number, const std::string& state) const {
  must_run({"ip", "-n", sensor(), "link", "set", "eth" + std::to_string(number), state});
}

void Lab::set_mtu(int number, int bytes) const {
  for (const auto& [netns, end] : {std::pair(sender(), "tx"), std::pair(sensor(), "eth")}) {
    must_run({"ip", "-n", netns, "link", "set", end + std::to_string(number), "mtu",
              std::to_string(bytes)});
  }
}

std::vector<std::string> Lab::send_command(const std::vector<std::string>& options,
                                           const std::vector<int>& interfaces) const {
  std::vector<std::string> command = {FRAME_SENDER};
  for (int number = 1; number <= leg_count_; ++number) {
    if (!interfaces.empty() && std::ranges::find(interfaces, number) == interfaces.end()) continue;
    command.insert(command.end(), {"-i", "tx" + std::to_string(number)});
  }
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

std::map<std::string, std::uint64_t> Lab::send(const std::vector<std::string>& options,
                                               const std::vector<int>& interfaces) const {
  const std::string report = must_run(send_command(options, interfaces), sender());
  const std::regex line("interface=(\\S+) sent=([0-9]+)");
  std::map<std::string, std::uint64_t> sent;
  for (std::sregex_iterator match(report.begin(), report.end(), line), end; match != end; ++match) {
    sent[(*match)[1]] = std::stoull((*match)[2]);
  }
  return sent;
}

std::uint64_t Lab::leg_counter(const std::string& leg, const std::string& name) const {
  return counter(sensor(), leg, name);
}

Classroom::Classroom() : prefix_(unique_name()) {
  must_run({CLASSROOM_SCRIPT, "up", "--prefix", prefix_});
}

Classroom::~Classroom() {
  const Result result = run({CLASSROOM_SCRIPT, "down", "--prefix", prefix_});
  if (result.status != 0) std::cerr << result.err;
}

std::uint64_t counter(const std::string& netns, const std::string& interface,
                      const std::string& name) {
  return std::stoull(
      must_run({"cat", "/sys/class/net/" + interface + "/statistics/" + name}, netns));
}

}  // namespace tapbond::lab
