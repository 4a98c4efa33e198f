// Listens for some seconds, only to see what there is: nothing is kept, nothing is sent.
#pragma once

#include <vector>

#include "sensor/checks/facts.h"

namespace tapbond {

struct WatchOptions {
  int seconds = 5;
  int ring_bytes = 4 << 20;  // the kernel's buffer, of each interface
  bool promiscuous = true;
};

// Listens on the interfaces that are up, in the order given, until the time is over or a signal
// asks to stop. An interface that cannot be listened to says so in its `problem`.
TrafficFacts watch_traffic(const std::vector<InterfaceFacts>& interfaces,
                           const WatchOptions& options);

}  // namespace tapbond
