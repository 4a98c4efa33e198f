// Are time stamps worth their nanoseconds?
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sensor/checks/checks.h"
#include "sensor/checks/remedies.h"

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

// Clock devices that tell the time of the host, by what their drivers call them (ptp_kvm, ptp_vmw,
// hv_utils). Another is a vNIC's own, which nobody need have set.
constexpr std::array<std::string_view, 3> kHostClocks = {"KVM virtual PTP", "ptp_vmw", "hyperv"};

const PtpClock* host_clock(const ClockFacts& clock) {
  const auto found = std::find_if(clock.ptp.begin(), clock.ptp.end(), [](const PtpClock& ptp) {
    return contains(kHostClocks, ptp.name);
  });
  return found == clock.ptp.end() ? nullptr : &*found;
}

// What the host's clock is good for: a guest that was stopped goes on with the time that it had.
std::string host_clock_advice(const ClockFacts& clock, Hypervisor hypervisor) {
  if (const PtpClock* ptp = host_clock(clock)) {
    return fmt::format(
        "or the host's clock, without a network, which also tells after the guest was stopped: "
        "chrony.conf: "
        "refclock PHC {} poll 2, and makestep 1 -1",
        ptp->device);
  }
  const bool runs_kvm = hypervisor == Hypervisor::kKvm && contains(clock.available, "kvm-clock");
  if (runs_kvm) {
    return "or the host's clock, without a network: modprobe ptp_kvm, then this check names its "
           "device";
  }
  if (hypervisor == Hypervisor::kVmware) {
    return "or the host's clock, without a network: modprobe ptp_vmw (a precision clock device in "
           "the VM's "
           "settings), then this check names its device";
  }
  return {};
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
    std::string remedy = host_remedy(hypervisor, HostFault::kClock, {});
    const std::string advice = host_clock_advice(clock, hypervisor);
    if (!advice.empty()) remedy += '\n' + advice;
    verdicts.push_back(
        {Level::kWarn,
         "time",
         {},
         "nobody disciplines the clock: after the guest was stopped it is behind, unseen",
         remedy});
  }
  return verdicts;
}

}  // namespace tapbond
