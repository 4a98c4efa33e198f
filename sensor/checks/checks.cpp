#include "sensor/checks/checks.h"

#include <iterator>

namespace tapbond {

Verdicts check_all(const Facts& facts) {
  const Hypervisor hypervisor = detect_hypervisor(facts.machine);
  Verdicts all;
  const auto append = [&](Verdicts verdicts) {
    std::move(verdicts.begin(), verdicts.end(), std::back_inserter(all));
  };
  for (const InterfaceFacts& leg : facts.legs) {
    append(check_link(leg, hypervisor));
    append(check_addresses(leg));
    append(check_offloads(leg));
    append(check_ring(leg));
    append(check_delays(leg, hypervisor));
    append(check_mtu(leg));
    append(check_loss(leg));
  }
  append(check_clock(facts.clock, hypervisor));
  append(check_memory(facts.memory, facts.legs.size()));
  append(check_disk(facts.disk, facts.traffic));
  append(check_traffic(facts.legs, facts.traffic, hypervisor));
  append(check_order(facts.legs, facts.traffic, hypervisor));
  return all;
}

}  // namespace tapbond
