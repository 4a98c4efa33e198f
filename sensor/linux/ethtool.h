// What a driver tells of its interface through the ethtool ioctl; nothing is ever set.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sensor/linux/facts.h"

namespace tapbond {

struct Driver {
  std::string name;  // as ethtool -i shows it; empty where there is none
  std::string bus;
};

Driver driver_of(const std::string& interface);

// Whether there is a carrier at this moment; false where the driver does not tell.
bool link_detected(const std::string& interface);

// GRO, LRO, VLAN stripping and their relatives, as far as they are on.
std::vector<Offload> receive_offloads(const std::string& interface);

std::optional<RingSize> receive_ring(const std::string& interface);

// As the driver tells, and the kernel of what it does behind it.
DelayFacts receive_delays(const std::string& interface);

// What the driver counts by itself, as ethtool -S shows it; a name may come once for each queue.
struct DriverStatistic {
  std::string name;
  std::uint64_t value = 0;
};

std::vector<DriverStatistic> driver_statistics(const std::string& interface);

}  // namespace tapbond
