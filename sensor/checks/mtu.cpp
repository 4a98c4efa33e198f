// Do long frames come in, and is it known what does not?
#include <fmt/format.h>

#include <algorithm>

#include "sensor/checks/checks.h"
#include "sensor/legs/loss_counters.h"

namespace tapbond {
namespace {

// What networks call jumbo frames, and two VLAN tags.
constexpr unsigned kJumbo = 9000;
constexpr unsigned kEnough = kJumbo + 8;
constexpr unsigned kAsked = 9216;  // as scripts/guest/legs.sh

}  // namespace

Verdicts check_mtu(const InterfaceFacts& leg) {
  if (leg.link.index == 0) return {};
  const LossCounters& losses = loss_counters_of(leg.driver);
  const auto verdict = [&](Level level, std::string evidence, std::string remedy = {}) {
    return Verdicts{{level, "mtu", leg.name, std::move(evidence), std::move(remedy), true}};
  };
  if (!losses.cuts_at_mtu) {
    return verdict(Level::kOk, fmt::format("{}; {} lets longer frames in", leg.mtu, leg.driver));
  }
  if (losses.sight == LossSight::kKernel) {
    return verdict(Level::kOk, fmt::format("{}; what is longer is counted as dropped", leg.mtu));
  }
  if (leg.mtu >= kEnough) {
    return verdict(Level::kOk, fmt::format("{}: tagged and jumbo frames come in", leg.mtu));
  }
  if (leg.most_mtu != 0 && leg.mtu >= leg.most_mtu) {
    return verdict(Level::kOk,
                   fmt::format("{}, the most that {} takes: longer frames do not come in", leg.mtu,
                               leg.driver));
  }
  const unsigned asked = leg.most_mtu == 0 ? kAsked : std::min(kAsked, leg.most_mtu);
  return verdict(
      Level::kWarn,
      fmt::format("{}: longer frames (jumbo, some tagged) are thrown away, mostly unseen", leg.mtu),
      fmt::format("ip link set {} mtu {}", leg.name, asked));
}

Verdicts check_loss(const InterfaceFacts& leg) {
  if (leg.link.index == 0) return {};
  const LossCounters& row = loss_counters_of(leg.driver);
  const std::string driver = leg.driver.empty() ? "a driver" : leg.driver;
  const auto verdict = [&](std::string evidence) {
    return Verdicts{{Level::kOk, "loss", leg.name, std::move(evidence), {}}};
  };
  switch (row.sight) {
    case LossSight::kGuest:
      return verdict(
          fmt::format("what is lost before the guest cannot be seen here: {} counts none; the host "
                      "does (dropped at the vNIC's other end)",
                      driver));
    case LossSight::kUnknown:
      return verdict(
          fmt::format("taken from {}; whether {} counts more is not known", names_of(row), driver));
    case LossSight::kAdapter:
    case LossSight::kKernel:
      break;
  }
  return verdict(fmt::format("taken from {}, which {} counts", names_of(row), driver));
}

}  // namespace tapbond
