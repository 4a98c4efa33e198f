// Frames with invented time, and what a test asks about a stream of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "bond/merge.h"

namespace tapbond::invented {

// Has its number where a real frame has its length on the wire, so that a test can name it.
inline Frame frame(std::uint16_t leg, std::int64_t stamp, std::uint32_t number = 0) {
  return {.stamp = stamp,
          .bytes = nullptr,
          .captured = 0,
          .length = number,
          .interface = 0,
          .marks = 0,
          .leg = leg,
          .slab = 0};
}

inline std::vector<std::uint32_t> numbers(std::span<const Frame> frames) {
  std::vector<std::uint32_t> result;
  for (const Frame& each : frames) result.push_back(each.length);
  return result;
}

inline std::vector<std::int64_t> stamps(std::span<const Frame> frames) {
  std::vector<std::int64_t> result;
  for (const Frame& each : frames) result.push_back(each.stamp);
  return result;
}

// The order the contract asks for: by stamp, then leg, then arrival (the position in `arrived`).
inline std::vector<Frame> in_order(std::vector<Frame> arrived) {
  std::stable_sort(arrived.begin(), arrived.end(), [](const Frame& a, const Frame& b) {
    return a.stamp != b.stamp ? a.stamp < b.stamp : a.leg < b.leg;
  });
  return arrived;
}

// What a reader of the stream finds out of order, per leg; `early` cannot be seen from there.
inline std::vector<OrderCounts> found_late(std::span<const Frame> stream, std::size_t legs) {
  std::vector<OrderCounts> found(legs);
  std::int64_t newest = Merge::kNever;
  for (const Frame& each : stream) {
    if (each.stamp < newest) {
      OrderCounts& counts = found[each.leg];
      ++counts.late;
      counts.max_late_ns = std::max(counts.max_late_ns, newest - each.stamp);
    }
    newest = std::max(newest, each.stamp);
  }
  return found;
}

inline std::uint64_t total_late(std::span<const OrderCounts> counts) {
  std::uint64_t total = 0;
  for (const OrderCounts& leg : counts) total += leg.late;
  return total;
}

inline std::uint64_t total_early(std::span<const OrderCounts> counts) {
  std::uint64_t total = 0;
  for (const OrderCounts& leg : counts) total += leg.early;
  return total;
}

// Chance that a seed repeats.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // Both ends included.
  template <typename Integer>
  Integer between(Integer low, Integer high) {
    return std::uniform_int_distribution<Integer>(low, high)(engine_);
  }
  bool chance(int percent) { return between(0, 99) < percent; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace tapbond::invented
