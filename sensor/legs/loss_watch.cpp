#include "sensor/legs/loss_watch.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sensor/linux/link.h"

namespace tapbond {
namespace {

constexpr unsigned kFullWidth = 64;

bool is_drivers(const LossCounter& counter) { return counter.of == LossCounter::Of::kDriver; }

}  // namespace

LossWatch::LossWatch(std::string interface, const std::string& driver)
    : interface_(std::move(interface)), row_(&loss_counters_of(driver)), last_(read()) {}

bool LossWatch::knows() const {
  return std::any_of(last_.begin(), last_.end(),
                     [](const auto& value) { return value.has_value(); });
}

LossWatch::Values LossWatch::read() const {
  const auto& counters = row_->counters;
  std::vector<DriverStatistic> own;
  if (std::any_of(counters.begin(), counters.end(), is_drivers))
    own = driver_statistics(interface_);
  Values values{};
  for (std::size_t i = 0; i < kMost; ++i) {
    const LossCounter& counter = counters[i];
    if (is_drivers(counter)) {
      values[i] = sum_of(counter, own);
    } else if (counter.of == LossCounter::Of::kKernel) {
      values[i] = kernel_statistic(interface_, counter.name);
    }
  }
  return values;
}

std::uint64_t LossWatch::take() {
  if (row_ == nullptr) return 0;
  const Values now = read();
  std::uint64_t lost = 0;
  for (std::size_t i = 0; i < kMost; ++i) {
    if (!now[i]) continue;
    if (last_[i]) lost += growth(*last_[i], *now[i], row_->counters[i].bits);
    last_[i] = now[i];
  }
  return lost;
}

std::uint64_t growth(std::uint64_t last, std::uint64_t now, unsigned bits) {
  if (now >= last) return now - last;
  if (bits >= kFullWidth) return 0;
  const std::uint64_t range = std::uint64_t{1} << bits;
  const std::uint64_t around = now + range - last;
  // Looked at ten times a second, it does not come half way round in between.
  return last < range && around < range / 2 ? around : 0;
}

}  // namespace tapbond
