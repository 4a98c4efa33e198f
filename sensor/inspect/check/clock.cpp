// Are time stamps worth their nanoseconds?
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sensor/inspect/check/checks.h"
#include "sensor/inspect/check/remedies.h"

namespace tapbond {
namespace {

// Each reading of these leaves the guest or waits for a device: microseconds instead of some 20 ns,
// for every frame.
constexpr std::array<std::string_view, 5> kSlow = {"acpi_pm", "hpet", "pit", "jiffies",
                                                   "refined-jiffies"};
constexpr std::array<std::string_view, 5> kGood = {
    "tsc", "kvm-clock", "xen", "hyperv_clocksource_tsc_page", "arch_sys_counter"};

bool contains(const auto& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Verdict source_verdict(const ClockFacts& clock) {
  const std::string others =
      fmt::format("{} (there are: {})", clock.source.empty() ? "not known" : clock.source,
                  fmt::join(clock.available, ", "));
  if (!contains(kSlow, clock.source)) return {Level::kOk, "clock", {}, "source " + others, {}};
  const auto better = std::find_if(kGood.begin(), kGood.end(), [&](std::string_view source) {
    return contains(clock.available, source);
  });
  return {Level::kWarn,
          "clock",
          {},
          fmt::format("source {}: slow to read, once for every frame", others),
          better != kGood.end()
              ? fmt::format("echo {} > /sys/devices/system/clocksource/clocksource0/"
                            "current_clocksource",
                            *better)
              : "let the hypervisor offer the guest a stable TSC or its own clock"};
}

}  // namespace

Verdicts check_clock(const ClockFacts& clock, Hypervisor hypervisor) {
  Verdicts verdicts{source_verdict(clock)};
  if (clock.disciplined) {
    verdicts.push_back({Level::kOk,
                        "time",
                        {},
                        fmt::format("disciplined, off by at most {:.3f} ms",
                                    static_cast<double>(clock.max_error_us) / 1e3),
                        {}});
  } else {
    verdicts.push_back({Level::kWarn,
                        "time",
                        {},
                        "nobody disciplines the clock",
                        host_remedy(hypervisor, HostFault::kClock, {})});
  }
  return verdicts;
}

}  // namespace tapbond
