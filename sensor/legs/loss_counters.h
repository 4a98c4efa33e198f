// Which counters tell what a network adapter lost before anybody could capture it: a table by
// driver.
//
// The counters of a row exclude each other, so that their sum counts no frame twice. What arrives
// and is counted as an error all the same (as e1000e does with short frames) is in none of them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sensor/linux/ethtool.h"

namespace tapbond {

struct LossCounter {
  enum class Of : std::uint8_t {
    kNothing,  // fills up a row
    kKernel,   // a file of /sys/class/net/INTERFACE/statistics
    kDriver,   // of ethtool -S, for each queue again; '*' stands for digits
  };
  Of of = Of::kNothing;
  std::string_view name = {};
  unsigned bits = 64;  // after which it begins again with 0
};

// What the counters know of.
enum class LossSight : std::uint8_t {
  kUnknown,  // the driver is in no row: what every driver may count
  kKernel,   // all, as both ends are in this kernel
  kAdapter,  // what the adapter had no room for, too
  kGuest,    // only what the driver itself lost: what the host lost before is counted there alone
};

struct LossCounters {
  std::string_view driver;  // as ethtool -i names it; empty: of any other
  LossSight sight;
  bool cuts_at_mtu;  // longer frames are thrown away
  std::array<LossCounter, 3> counters;
};

const LossCounters& loss_counters_of(std::string_view driver);

// "pkts rx OOB, drv dropped rx total"
std::string names_of(const LossCounters& row);

// The counter's sum over all queues; nothing where the driver has none of that name.
std::optional<std::uint64_t> sum_of(const LossCounter& counter,
                                    std::span<const DriverStatistic> statistics);

// What to say of a leg's losses in its summary; empty where the counters tell all, or nobody knows.
std::string loss_remark(const LossCounters& row);

}  // namespace tapbond
