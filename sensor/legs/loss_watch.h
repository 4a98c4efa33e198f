// Counts what an interface lost before anybody could capture it, by the counters of its driver.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "sensor/legs/loss_counters.h"

namespace tapbond {

class LossWatch {
 public:
  // Of no interface, and so nothing.
  LossWatch() = default;
  // What is lost from now on.
  LossWatch(std::string interface, const std::string& driver);

  // Whether there is a counter at all.
  bool knows() const;

  // Frames lost since the last time. Nothing while the interface is gone. A counter that runs
  // backwards began anew, and goes on from there.
  std::uint64_t take();
  // As if it began now: what a leg loses while it is down was never its to receive.
  void skip() { take(); }

  // See loss_counters.h.
  std::string remark() const { return row_ == nullptr ? "" : loss_remark(*row_); }

 private:
  static constexpr std::size_t kMost = std::tuple_size_v<decltype(LossCounters::counters)>;
  using Values = std::array<std::optional<std::uint64_t>, kMost>;

  Values read() const;

  std::string interface_;
  const LossCounters* row_ = nullptr;
  Values last_{};
};

// By how much a counter of so many bits has grown.
std::uint64_t growth(std::uint64_t last, std::uint64_t now, unsigned bits);

}  // namespace tapbond
