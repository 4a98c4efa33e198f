// Are frames stamped when they come, and in the order in which they come?
#include <fmt/format.h>

#include "sensor/checks/checks.h"

namespace tapbond {

Verdicts check_delays(const InterfaceFacts& leg, Hypervisor hypervisor) {
  if (leg.link.index == 0) return {};
  const DelayFacts& delays = leg.delays;
  std::vector<std::string> found;
  std::string remedy;
  const auto add = [&](std::string what, const std::string& step) {
    found.push_back(std::move(what));
    remedy += (remedy.empty() ? "" : "\n") + step;
  };
  if (delays.adaptive) {
    add("interrupts wait for more frames, for as long as the driver likes",
        fmt::format("ethtool -C {} adaptive-rx off rx-usecs 0", leg.name));
  } else if (delays.coalesced_us > 0) {
    add(fmt::format("interrupts wait up to {} us for more frames", delays.coalesced_us),
        fmt::format("ethtool -C {} rx-usecs 0", leg.name));
  }
  if (delays.receive_queues > 1) {
    add(fmt::format("{} receive queues, in which frames pass each other", delays.receive_queues),
        fmt::format("ethtool -L {} combined 1", leg.name));
  }
  if (delays.steered) {
    add("frames are handed on to other processors (RPS)",
        fmt::format("for q in /sys/class/net/{}/queues/rx-*/rps_cpus; do echo 0 >$q; done",
                    leg.name));
  }
  if (delays.threaded) {
    add("threads serve its queues, when the scheduler gets to them (threaded NAPI)",
        fmt::format("echo 0 >/sys/class/net/{}/threaded", leg.name));
  }
  if (delays.stamped_late) {
    add("frames that are handed on to other processors are stamped there",
        "sysctl -w net.core.netdev_tstamp_prequeue=1");
  }
  if (found.empty()) {
    return {
        {Level::kOk, "delay", leg.name, "one queue, and no interrupt waits that is known of", {}}};
  }
  if (hypervisor == Hypervisor::kVmware && leg.driver == "vmxnet3" &&
      remedy.find(" -C ") != std::string::npos) {
    const std::string vnic = vnic_name(hypervisor, leg);
    remedy += fmt::format("\nor in the .vmx, VM powered off: {}.coalescingScheme = \"disabled\"",
                          vnic.empty() ? "ethernetN" : vnic);
  }
  return {
      {Level::kWarn, "delay", leg.name, fmt::format("{}", fmt::join(found, "; ")), remedy, true}};
}

}  // namespace tapbond
