#include "sensor/legs/loss_counters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tapbond {
namespace {

using Of = LossCounter::Of;

constexpr LossCounter kMissed{Of::kKernel, "rx_missed_errors"};
constexpr LossCounter kFifo{Of::kKernel, "rx_fifo_errors"};
constexpr LossCounter kDropped{Of::kKernel, "rx_dropped"};
constexpr LossCounter kErrors{Of::kKernel, "rx_errors"};
constexpr LossCounter kTooLong{Of::kDriver, "rx_long_length_errors"};
constexpr unsigned kPcnetBits = 16;

// By the drivers' sources in Linux 6.1 and later. ethtool calls xen-netfront by its bus, vif.
constexpr LossCounters kRows[] = {
    {"vmxnet3",
     LossSight::kAdapter,
     true,
     {{{Of::kDriver, "pkts rx OOB"}, {Of::kDriver, "drv dropped rx total"}}}},
    {"e1000", LossSight::kAdapter, true, {{kMissed, kTooLong}}},
    {"e1000e", LossSight::kAdapter, true, {{kMissed, kTooLong}}},
    {"igb", LossSight::kAdapter, true, {{kMissed, kFifo, kTooLong}}},
    {"ixgbe", LossSight::kAdapter, true, {{kMissed, kFifo, {Of::kDriver, "rx_no_dma_resources"}}}},
    // Its errors are frames that it threw away, and those it had no room for are none of them.
    {"pcnet32",
     LossSight::kAdapter,
     true,
     {{{Of::kKernel, "rx_missed_errors", kPcnetBits}, kErrors, kDropped}}},
    {"8139cp", LossSight::kAdapter, true, {{kMissed}}},
    {"ena", LossSight::kAdapter, true, {{kDropped}}},
    {"virtio_net", LossSight::kGuest, false, {{kDropped}}},
    {"vif", LossSight::kGuest, false, {{kErrors, kDropped}}},
    {"hv_netvsc", LossSight::kGuest, true, {{{Of::kDriver, "rx_no_memory"}}}},
    {"ixgbevf", LossSight::kGuest, true, {{kMissed, kFifo}}},
    {"igbvf", LossSight::kGuest, true, {{kMissed, kFifo}}},
    {"iavf", LossSight::kGuest, true, {{kDropped}}},
    {"gve", LossSight::kGuest, true, {{kDropped}}},
    {"veth", LossSight::kKernel, true, {{kDropped}}},
};

constexpr LossCounters kAnyOther{"", LossSight::kUnknown, true, {{kMissed, kFifo}}};

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool matches(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view behind = pattern.substr(star + 1);
  if (name.size() <= star + behind.size() || !name.starts_with(pattern.substr(0, star)) ||
      !name.ends_with(behind)) {
    return false;
  }
  const std::string_view digits = name.substr(star, name.size() - star - behind.size());
  return std::all_of(digits.begin(), digits.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

const LossCounters& loss_counters_of(std::string_view driver) {
  for (const LossCounters& row : kRows) {
    if (row.driver == driver) return row;
  }
  return kAnyOther;
}

std::string names_of(const LossCounters& row) {
  std::string names;
  for (const LossCounter& counter : row.counters) {
    if (counter.of == Of::kNothing) continue;
    names += (names.empty() ? "" : ", ") + std::string(counter.name);
  }
  return names;
}

std::optional<std::uint64_t> sum_of(const LossCounter& counter,
                                    std::span<const DriverStatistic> statistics) {
  std::optional<std::uint64_t> sum;
  for (const DriverStatistic& statistic : statistics) {
    if (matches(counter.name, without_blanks(statistic.name))) {
      sum = sum.value_or(0) + statistic.value;
    }
  }
  return sum;
}

std::string loss_remark(const LossCounters& row) {
  switch (row.sight) {
    case LossSight::kAdapter:
      return fmt::format("the interface's by {}", names_of(row));
    case LossSight::kGuest:
      return fmt::format("loss before the guest is not seen: {} counts none", row.driver);
    case LossSight::kUnknown:
    case LossSight::kKernel:
      break;
  }
  return {};
}

}  // namespace tapbond
