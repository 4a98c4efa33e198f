#include "sensor/linux/host_facts.h"

namespace tapbond {

MachineFacts machine_facts() { return {}; }

std::vector<PtpClock> ptp_clocks(const std::string&) { return {}; }

ClockFacts clock_facts() { return {}; }

DiskFacts disk_facts(const std::string&) { return {}; }

std::uint64_t available_memory() { return 0; }

std::string hardware_name() { return {}; }

}  // namespace tapbond
