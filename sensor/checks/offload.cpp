// Are frames captured as they were on the wire?
#include <fmt/format.h>

#include <algorithm>

#include "sensor/checks/checks.h"

namespace tapbond {
namespace {

bool strips_tags(const Offload& offload) { return offload.name.find("vlan") != std::string::npos; }

const char* harm_of(const std::vector<Offload>& offloads) {
  const bool only_tags = std::all_of(offloads.begin(), offloads.end(), strips_tags);
  return only_tags ? "VLAN tags are taken off; only one of them can be put back"
                   : "frames are glued together before they are captured";
}

}  // namespace

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
           fmt::format("on: {}: {}", fmt::join(on, ", "), harm_of(leg.offloads)), remedy,
           !off_switches.empty()}};
}

}  // namespace tapbond
