// Are frames captured as they were on the wire?
#include <fmt/format.h>

#include "sensor/check/checks.h"

namespace tapbond {

Verdicts check_offloads(const InterfaceFacts& leg) {
  if (leg.link.index == 0) return {};
  std::vector<std::string> on;
  std::vector<std::string> off_switches;
  for (const Offload& offload : leg.offloads) {
    on.push_back(offload.name + (offload.changeable ? "" : " (fixed)"));
    if (offload.changeable) off_switches.push_back(offload.name + " off");
  }
  if (on.empty()) {
    return {{Level::kOk, "offload", leg.name, "GRO, LRO and VLAN stripping are off", {}}};
  }
  std::string remedy = fmt::format("ethtool -K {} {}", leg.name, fmt::join(off_switches, " "));
  if (off_switches.empty()) {
    remedy = fmt::format("the driver {} cannot switch it off: give the VM another type of adapter",
                         leg.driver);
  }
  return {{Level::kWarn, "offload", leg.name,
           fmt::format("on: {}; frames can be glued together or lose their VLAN tag before they "
                       "are captured",
                       fmt::join(on, ", ")),
           remedy, !off_switches.empty()}};
}

}  // namespace tapbond
