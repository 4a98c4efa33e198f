#include "sensor/traffic/time_bins.h"

#include <algorithm>

namespace tapbond {

BinCounts& BinCounts::operator+=(const BinCounts& other) {
  frames += other.frames;
  bytes += other.bytes;
  began += other.began;
  answered += other.answered;
  moved += other.moved;
  return *this;
}

void TimeBins::add(std::size_t lane, std::int64_t stamp, const BinCounts& counts) {
  if (!any_) begin_ = stamp;
  any_ = true;
  if (lane >= lanes_.size()) lanes_.resize(lane + 1);
  std::vector<BinCounts>& bins = lanes_[lane];
  if (bins.empty()) bins.resize(kBins);
  const std::size_t bin = bin_of(stamp);
  used_ = std::max(used_, bin + 1);
  bins[bin] += counts;
}

std::span<const BinCounts> TimeBins::of(std::size_t lane) const {
  const std::vector<BinCounts>& bins = lanes_[lane];
  return std::span(bins).first(std::min(used_, bins.size()));
}

std::size_t TimeBins::bin_of(std::int64_t stamp) {
  if (stamp <= begin_) return 0;
  // Stamps of a damaged file may lie further apart than a signed number tells.
  const std::uint64_t since =
      static_cast<std::uint64_t>(stamp) - static_cast<std::uint64_t>(begin_);
  while (since / static_cast<std::uint64_t>(width_) >= kBins) widen();
  return since / static_cast<std::uint64_t>(width_);
}

void TimeBins::widen() {
  for (std::vector<BinCounts>& bins : lanes_) {
    if (bins.empty()) continue;
    for (std::size_t i = 0; i < kBins / 2; ++i) {
      BinCounts both = bins[2 * i];
      both += bins[2 * i + 1];
      bins[i] = both;
    }
    std::fill(bins.begin() + kBins / 2, bins.end(), BinCounts{});
  }
  used_ = (used_ + 1) / 2;
  width_ *= 2;
}

}  // namespace tapbond
