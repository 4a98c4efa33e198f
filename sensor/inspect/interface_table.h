// The list of interfaces (-D), as text and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sensor/checks/facts.h"
#include "sensor/legs/interface_list.h"

namespace tapbond {

struct InterfaceRow {
  ListedInterface listed;
  InterfaceFacts facts;            // link.index is 0 for what is no network interface
  std::string vnic;                // its name on the host; empty where that cannot be known
  std::optional<LegTraffic> seen;  // by a probe
};

// A line per interface below a line of titles. It begins with tcpdump's number and name
// ("1.eth0"); what is not known is a dash. `seconds`: how long a probe listened, 0 for none.
std::string interface_table(const std::vector<InterfaceRow>& rows, double seconds);

// An array of objects, in ASCII.
std::string interface_json(const std::vector<InterfaceRow>& rows, double seconds);

}  // namespace tapbond
