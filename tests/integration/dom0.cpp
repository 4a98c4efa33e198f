#include "tests/integration/dom0.h"

#include <array>
#include <regex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace tapbond::lab {
namespace {

const std::array kHosts = {kHypervisor, kGuest1, kGuest2, kOutside, kSensor};

constexpr int kTransferBytes = 2 << 20;
constexpr int kDatagrams = 50;

std::string interface_of(const Host& host) {
  return host.name == kHypervisor.name ? "br0" : "eth0";
}

// IPv6 is on, and says nothing that is not asked for.
constexpr const char* kQuietIpv6 =
    "sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0"
    " net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.router_solicitations=0"
    " net.ipv6.conf.default.mldv2_unsolicited_report_interval=10;";

std::string give_addresses(const Host& host) {
  const std::string interface = interface_of(host);
  std::string commands = "ip address add " + host.ipv4() + "/24 dev " + interface +
                         "; ip address add " + host.ipv6() + "/64 nodad dev " + interface + ";";
  for (const Host& other : kHosts) {
    // mirror.sh finds the sensor by itself.
    if (other.number == host.number || other.name == kSensor.name) continue;
    for (const std::string& address : {other.ipv4(), other.ipv6()}) {
      commands += "ip neighbour add " + address + " lladdr " + other.mac() + " dev " + interface +
                  " nud permanent;";
    }
  }
  return commands;
}

}  // namespace

Dom0::Dom0() {
  const std::string prefix = unique_name();
  for (const Host& host : kHosts) {
    namespaces_.push_back(std::make_unique<Namespace>(prefix + host.name));
    in(host, kQuietIpv6);
  }
  in(kHypervisor,
     "sysctl -qw net.bridge.bridge-nf-call-iptables=0"
     " net.bridge.bridge-nf-call-ip6tables=0;"
     "ip link add br0 address " +
         kHypervisor.mac() + " type bridge mcast_snooping 0; ip link set br0 up");
  for (const Host& host : kHosts) {
    if (host.name == kHypervisor.name) continue;
    const std::string port = "vif-" + host.name;
    in(kHypervisor, "ip link add " + port + " type veth peer name eth0 netns " + netns(host) +
                        " address " + host.mac() + "; ethtool -K " + port +
                        " gro off; ip link set " + port + " master br0 up");
    in(host, "ethtool -K eth0 tx off gso off tso off gro off; ip link set eth0 up");
  }
  for (const Host& host : kHosts) in(host, give_addresses(host));
  for (const Host& host : kHosts) {
    if (host.name == kHypervisor.name) continue;
    // After this the bridge knows where everybody is.
    if (!eventually([&] { return pings_answered(host, kHypervisor.ipv4(), 1) == 1; })) {
      throw std::runtime_error(host.name + " does not reach " + kHypervisor.name);
    }
  }
  wait_for_silence();
}

const std::string& Dom0::netns(const Host& host) const {
  return namespaces_.at(static_cast<std::size_t>(host.number - kHypervisor.number))->name();
}

std::string Dom0::in(const Host& host, const std::string& shell_command) const {
  return must_run({"bash", "-euc", shell_command}, netns(host));
}

int Dom0::pings_answered(const Host& from, const std::string& to, int count) const {
  const Result result = run(
      {"ping", "-n", "-q", "-c", std::to_string(count), "-i", "0.002", "-W", "1", to}, netns(from));
  static const std::regex answered("([0-9]+) received, 0% packet loss");
  std::smatch match;
  return std::regex_search(result.out, match, answered) ? std::stoi(match[1]) : 0;
}

void Dom0::transfer(const Host& from, const Host& to, const std::string& address, int port) const {
  const std::string number = std::to_string(port);
  Process server({"sh", "-c", "nc -l " + address + " " + number + " | wc -c"},
                 {.netns = netns(to)});
  if (!eventually([&] { return !in(to, "ss -Hlnt 'sport = :" + number + "'").empty(); })) {
    throw std::runtime_error("nc does not listen: " + server.err());
  }
  in(from,
     "head -c " + std::to_string(kTransferBytes) + " /dev/zero | nc -N " + address + " " + number);
  if (server.wait().out != std::to_string(kTransferBytes) + "\n") {
    throw std::runtime_error("the transfer is not complete");
  }
  in(from, "for ((n = 0; n < " + std::to_string(kDatagrams) + "; ++n)); do echo $n >/dev/udp/" +
               address + "/9 || true; done");
}

std::uint64_t Dom0::sent(const Host& host) const {
  return counter(netns(host), interface_of(host), "tx_packets");
}

std::uint64_t Dom0::received(const Host& host) const {
  return counter(netns(host), interface_of(host), "rx_packets");
}

void Dom0::wait_for_silence() const {
  const auto all = [&] {
    std::uint64_t sum = 0;
    for (const Host& host : kHosts) sum += sent(host);
    return sum;
  };
  std::uint64_t before = all();
  eventually([&] {
    std::this_thread::sleep_for(200ms);
    const std::uint64_t now = all();
    return std::exchange(before, now) == now;
  });
}

}  // namespace tapbond::lab
