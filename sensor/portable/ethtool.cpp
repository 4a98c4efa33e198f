#include "sensor/linux/ethtool.h"

namespace tapbond {

Driver driver_of(const std::string&) { return {}; }

bool link_detected(const std::string&) { return false; }

std::vector<Offload> receive_offloads(const std::string&) { return {}; }

DelayFacts receive_delays(const std::string&) { return {}; }

std::vector<DriverStatistic> driver_statistics(const std::string&) { return {}; }

std::optional<RingSize> receive_ring(const std::string&) { return std::nullopt; }

}  // namespace tapbond
