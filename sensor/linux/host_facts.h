// What Linux knows of the machine it runs on. Everything is read, nothing is set.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensor/linux/facts.h"

namespace tapbond {

MachineFacts machine_facts();

// The kernel's clock source, and adjtimex(2) for whether somebody disciplines the clock.
ClockFacts clock_facts();

// The clock devices that a directory such as /sys/class/ptp shows.
std::vector<PtpClock> ptp_clocks(const std::string& directory);

// The file system that a capture named `path` would be on; the current directory for an empty name.
DiskFacts disk_facts(const std::string& path);

// Bytes that a process could still have without swapping; 0 where the kernel does not tell.
std::uint64_t available_memory();

// The machine, for a capture's section header: processor, and the hypervisor's or vendor's name.
std::string hardware_name();

}  // namespace tapbond
