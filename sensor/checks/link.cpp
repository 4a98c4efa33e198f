// Does the leg exist, is it up, has it a link?
#include <fmt/format.h>

#include "sensor/checks/checks.h"
#include "sensor/checks/remedies.h"

namespace tapbond {

Verdicts check_link(const InterfaceFacts& leg, Hypervisor hypervisor) {
  const auto verdict = [&](Level level, std::string evidence, std::string remedy = {},
                           bool guest = false) {
    return Verdicts{{level, "link", leg.name, std::move(evidence), std::move(remedy), guest}};
  };
  if (leg.link.index == 0) {
    return verdict(Level::kFail, "there is no such interface",
                   "tapbond -D lists those that there are");
  }
  if (!leg.link.up) {
    return verdict(Level::kFail, "the interface is down",
                   fmt::format("ip link set {} up", leg.name), true);
  }
  if (!leg.link.carrier) {
    return verdict(Level::kFail, "no carrier: nothing is connected to it",
                   host_remedy(hypervisor, HostFault::kDisconnected, leg));
  }
  return verdict(Level::kOk, fmt::format("up, connected, MTU {}", leg.mtu));
}

}  // namespace tapbond
