// Is there room for a burst, in the adapter and in the kernel?
#include <fmt/format.h>

#include "sensor/checks/checks.h"

namespace tapbond {

Verdicts check_ring(const InterfaceFacts& leg) {
  if (leg.link.index == 0) return {};
  if (!leg.ring) {
    return {{Level::kOk, "ring", leg.name, "the driver has no receive ring that can be set", {}}};
  }
  const auto [now, most] = *leg.ring;
  const std::string evidence = fmt::format("{} of {} receive descriptors", now, most);
  if (now >= most) return {{Level::kOk, "ring", leg.name, evidence, {}}};
  return {{Level::kWarn, "ring", leg.name, evidence,
           fmt::format("ethtool -G {} rx {}", leg.name, most), true}};
}

Verdicts check_memory(const MemoryFacts& memory, std::size_t legs) {
  constexpr std::uint64_t kMiB = 1 << 20;
  const std::uint64_t needed = memory.ring_of_leg * legs + memory.packet_buffer;
  const std::string evidence = fmt::format(
      "kernel rings {} MiB and buffer {} MiB, of {} MiB available",
      memory.ring_of_leg * legs / kMiB, memory.packet_buffer / kMiB, memory.available / kMiB);
  if (memory.available == 0 || needed <= memory.available) {
    return {{Level::kOk, "memory", {}, evidence, {}}};
  }
  return {{Level::kWarn,
           "memory",
           {},
           evidence,
           "give the VM more memory, or tapbond less: --buffer MIB, -B KIB"}};
}

}  // namespace tapbond
