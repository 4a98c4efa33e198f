// Is this sensor fit to listen? Facts in, verdicts out: nothing here looks at the machine, so each
// check can be asked about any machine.
#pragma once

#include <string>
#include <vector>

#include "sensor/checks/facts.h"
#include "sensor/checks/hypervisor.h"

namespace tapbond {

enum class Level { kOk, kWarn, kFail };

struct Verdict {
  Level level;
  std::string check;     // what was looked at, in a word
  std::string leg;       // empty: it is about the machine, or about all legs
  std::string evidence;  // what was found
  std::string remedy;    // lines to type or to follow; empty where all is well
  bool guest = false;    // scripts/guest/legs.sh mends it
};

using Verdicts = std::vector<Verdict>;

// About one leg.
Verdicts check_link(const InterfaceFacts& leg, Hypervisor hypervisor);
Verdicts check_addresses(const InterfaceFacts& leg);
Verdicts check_offloads(const InterfaceFacts& leg);
Verdicts check_ring(const InterfaceFacts& leg);
Verdicts check_delays(const InterfaceFacts& leg, Hypervisor hypervisor);
Verdicts check_mtu(const InterfaceFacts& leg);
Verdicts check_loss(const InterfaceFacts& leg);

// About the machine.
Verdicts check_clock(const ClockFacts& clock, Hypervisor hypervisor);
Verdicts check_disk(const DiskFacts& disk, const TrafficFacts& traffic);
Verdicts check_memory(const MemoryFacts& memory, std::size_t legs);

// About what came in on the legs, which are in the order of traffic.legs.
Verdicts check_traffic(const std::vector<InterfaceFacts>& legs, const TrafficFacts& traffic,
                       Hypervisor hypervisor);

// The parts of it that a run asks for, too.
struct NamedLeg {
  std::string name;
  std::uint64_t frames = 0;
};
Verdicts check_shared_frames(const std::vector<NamedLeg>& legs,
                             const std::vector<SharedFrames>& all);
Verdicts check_sides(const SidesFacts& sides);

Verdicts check_order(const std::vector<InterfaceFacts>& legs, const TrafficFacts& traffic,
                     Hypervisor hypervisor);

// All of them, in the order in which one would mend what is wrong.
Verdicts check_all(const Facts& facts);

}  // namespace tapbond
