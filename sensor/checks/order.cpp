// Are the frames of two legs stamped in the order in which they were on the wire?
#include <fmt/format.h>

#include "sensor/checks/checks.h"

namespace tapbond {
namespace {

// More than that is no accident of a moment, but two queues that are served in turns.
constexpr double kServedInTurns = 0.01;

double milliseconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; }

// What gives a guest one vNIC for both outputs of a tap; null where none of the scripts can.
const char* script_for_one_nic(Hypervisor hypervisor) {
  switch (hypervisor) {
    case Hypervisor::kVmware:
      return "vmware.sh";
    case Hypervisor::kXen:
      return "xen.sh";
    case Hypervisor::kKvm:
      return "libvirt.sh";
    default:
      return nullptr;
  }
}

std::string one_queue(const std::vector<InterfaceFacts>& legs, Hypervisor hypervisor) {
  const char* const script = script_for_one_nic(hypervisor);
  return fmt::format(
      "one queue keeps the order: both outputs through one vNIC, each in a VLAN{}\n"
      "then: tapbond -i {} --split vlan",
      script == nullptr ? ""
                        : fmt::format(" (on the host: scripts/hypervisor/{} up NAME --one-nic "
                                      "--sniff IF --sniff IF)",
                                      script),
      legs.front().name);
}

}  // namespace

Verdicts check_order(const std::vector<InterfaceFacts>& legs, const TrafficFacts& traffic,
                     Hypervisor hypervisor) {
  if (traffic.seconds <= 0 || legs.size() < 2) return {};
  const OrderFacts& order = traffic.order;
  if (order.causes == 0) {
    return {{Level::kOk, "order", {}, "not known: no leg had an answer to what another had", {}}};
  }
  if (order.late == 0) {
    return {{Level::kOk,
             "order",
             {},
             fmt::format("all of {} causes stamped before their effects", order.causes),
             {}}};
  }
  const double share = static_cast<double>(order.late) / static_cast<double>(order.causes);
  const std::string evidence = fmt::format(
      "{} of {} causes ({:.1f} %) stamped behind their effects, by {:.3f} ms on average and {:.3f} "
      "ms at most: --order causal puts them in front",
      order.late, order.causes, 100 * share,
      milliseconds(order.total_late_ns / static_cast<std::int64_t>(order.late)),
      milliseconds(order.most_late_ns));
  if (share < kServedInTurns) return {{Level::kOk, "order", {}, evidence, {}}};
  return {{Level::kWarn, "order", {}, evidence, one_queue(legs, hypervisor)}};
}

}  // namespace tapbond
