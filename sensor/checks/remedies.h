// What to type or click on the host against what the guest cannot mend itself: a table per
// hypervisor.
#pragma once

#include <string>

#include "sensor/checks/hypervisor.h"

namespace tapbond {

enum class HostFault {
  kFiltered,      // the virtual switch passes no unicast frames of others
  kDisconnected,  // the adapter has no link, or the wrong network behind it
  kClock,         // nobody disciplines the guest's clock
};

// One or more lines, with the leg's own names in them as far as they are known.
std::string host_remedy(Hypervisor hypervisor, HostFault fault, const InterfaceFacts& leg);

}  // namespace tapbond
