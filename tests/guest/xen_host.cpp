#include "tests/guest/xen_host.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "tests/guest/machine.h"

namespace tapbond::lab {
namespace {

constexpr const char* kState = "tapbond-xen-test-";
constexpr std::chrono::seconds kStartLimit = 1800s;  // with the making of its images

std::string state_of(pid_t process) {
  return std::filesystem::temp_directory_path() / (kState + std::to_string(process));
}

void take_down(const std::string& state) {
  const Result result = run({XEN_SCRIPT, "down", "--state", state});
  if (result.status != 0) std::cerr << result.err;
}

// Lines for a domain's sh. What can be asked for at once is: each question takes seconds there.
constexpr const char* kUntilSilent =
    "last=; while now=$(cat /sys/class/net/eth0/statistics/rx_packets); "
    "[ \"$now\" != \"$last\" ]; do last=$now; sleep 1; done; ";

std::string in_background(const std::string& name, const std::string& line) {
  return "(" + line + ") >/dev/null 2>&1 </dev/null & echo $! >/tmp/" + name + ".pid; ";
}

std::string until_ended(const std::string& name) {
  return "while kill -0 $(cat /tmp/" + name + ".pid) 2>/dev/null; do sleep 0.2; done; ";
}

auto* const shared = new Shared<XenHost>;
const auto* const registered = testing::AddGlobalTestEnvironment(shared);

}  // namespace

std::string XenHost::missing() {
  return first_missing({"qemu-system-x86_64", "mmdebstrap", "cpio", "xz"});
}

XenHost& XenHost::instance() { return shared->get(); }

XenHost::XenHost() : state_(state_of(getpid())) {
  for (const pid_t process :
       left_by_killed_tests(std::filesystem::temp_directory_path(), kState, "")) {
    take_down(state_of(process));
  }
  lab::must_run(script("up", {"--tapbond", BUILT_TAPBOND, "--program", FRAME_SENDER, "--program",
                              CAPTURE_CHECK}),
                "", kStartLimit);
  make_quiet();
}

XenHost::~XenHost() { take_down(state_); }

std::vector<std::string> XenHost::script(const std::string& action,
                                         const std::vector<std::string>& words) const {
  std::vector<std::string> command = {XEN_SCRIPT, action, "--state", state_};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

Result XenHost::run(const std::string& domain, const std::string& line) const {
  const std::string seconds = std::to_string(kXenLimit.count());
  return Process(script("run", {"--seconds", seconds, domain, line}), {}).wait(kXenLimit + 60s);
}

std::string XenHost::must_run(const std::string& domain, const std::string& line) const {
  Result result = run(domain, line);
  if (result.status != 0) {
    throw std::runtime_error("in " + domain + ": " + line + ": " + result.out + result.err);
  }
  if (result.out.ends_with('\n')) result.out.pop_back();
  return result.out;
}

std::uint64_t XenHost::number(const std::string& domain, const std::string& line) const {
  return std::stoull(must_run(domain, line));
}

// xl's time limits cannot be set, and an emulated machine may miss them.
void XenHost::create(const std::string& domain) const {
  must_run("dom0", "for try in 1 2 3; do xl create -q /etc/xen/" + domain +
                       ".cfg && exit; xl destroy " + domain + "; done; exit 1");
  const bool answers = eventually([&] { return run(domain, "true").status == 0; }, kXenLimit);
  if (!answers) throw std::runtime_error(domain + " does not answer");
}

void XenHost::make_quiet() const {
  const std::string bridge = must_run("dom0", "cat /sys/class/net/br0/address");
  // A guest's shell takes its own ip for a command of that name.
  const std::string know =
      "set -e; for ip in /lab/bin/ip /bin/ip; do if [ -x $ip ]; then break; fi; done; "
      "know() { echo neighbour replace $1 lladdr $2 dev $3 nud permanent; }; "
      "meet() { for n in $2; do for network in 10.8.0. fd08::; do "
      "know $network$n 00:16:3e:00:08:$n $1; done; done; }; "
      "ethtool -K ";
  const std::string off = " tso off gso off gro off; ";
  const std::string meet_all = know + "eth0" + off +
                               "{ meet eth0 '11 12 14'; for address in 10.8.0.10 fd08::10; do " +
                               "know $address " + bridge + " eth0; done; ";
  const std::string all_at_once = "} | $ip -batch -";
  // mirror.sh finds the sensor by itself.
  must_run("dom0", know + "br0" + off + "{ meet br0 '11 12'; " + all_at_once);
  must_run("sensor", meet_all + all_at_once);
  must_run("guest1", meet_all + "know 10.9.0.12 00:16:3e:00:08:12 eth0; " +
                         "echo address replace 10.9.0.11/24 dev eth0; " + all_at_once);
  must_run("guest2", meet_all + "know 10.9.0.11 00:16:3e:00:08:11 eth0; " +
                         "echo address replace 10.9.0.12/24 dev eth0; " + all_at_once);
}

std::string XenHost::sensor_port() const {
  return "vif" + must_run("dom0", "xl domid sensor") + ".0";
}

void XenHost::start(const std::string& domain, const std::string& name,
                    const std::string& line) const {
  must_run(domain, in_background(name, line));
}

std::string XenHost::after_end(const std::string& domain, const std::string& name,
                               const std::string& line) const {
  return must_run(domain, until_ended(name) + line);
}

XenSensor::XenSensor(const XenHost& host, std::string file, const std::string& options)
    : host_(host), file_(std::move(file)) {
  host_.must_run(
      "sensor",
      in_background("tapbond",
                    "exec tapbond -i eth0 -w " + file_ + " " + options + " 2>/tmp/said") +
          "until grep -q 'listening on eth0' /tmp/said; do kill -0 $(cat /tmp/tapbond.pid) || "
          "{ cat /tmp/said; exit 1; }; sleep 0.2; done");
}

Summary XenSensor::stop() {
  said_ =
      host_.must_run("sensor", kUntilSilent + std::string("kill -INT $(cat /tmp/tapbond.pid); ") +
                                   until_ended("tapbond") + "cat /tmp/said");
  const auto summaries = summaries_in(said_);
  if (summaries.empty()) throw std::runtime_error("no summary: " + said_);
  return summaries.back();
}

std::vector<std::uint64_t> XenSensor::captured(const std::vector<std::string>& filters) const {
  std::string line;
  for (const std::string& filter : filters) {
    line += "tcpdump -Z root -nr " + file_ + " --count '" + filter +
            "' 2>/dev/null | cut -d ' ' -f 1; ";
  }
  std::istringstream numbers(host_.must_run("sensor", line));
  return {std::istream_iterator<std::uint64_t>(numbers), {}};
}

}  // namespace tapbond::lab
