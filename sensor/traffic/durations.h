// A distribution of durations, in steps of a fifth, so that memory is fixed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tapbond {

// Nanoseconds.
class Durations {
 public:
  void add(std::int64_t duration);

  std::uint64_t count() const { return count_; }
  std::int64_t least() const { return least_; }
  std::int64_t most() const { return most_; }
  // That this share of them does not exceed, to a fifth; 0 where there are none.
  std::int64_t quantile(double share) const;

 private:
  static constexpr std::size_t kSteps = 192;  // the last: 15 days and more

  std::array<std::uint64_t, kSteps> steps_{};
  std::uint64_t count_ = 0;
  std::int64_t least_ = 0;
  std::int64_t most_ = 0;
};

}  // namespace tapbond
