// How many frames of a source never came, by the numbers that it gives them: each one more than the
// one before, in 32 bits that wrap.
//
// One that comes late was not lost. A source that begins anew, or skips more than kMostSkipped, has
// lost nothing that could be counted.
#pragma once

#include <cstdint>
#include <optional>

namespace tapbond {

class SequenceLoss {
 public:
  static constexpr std::uint32_t kMostSkipped = 1 << 20;

  void saw(std::uint32_t number);

  std::uint64_t lost() const { return lost_; }

 private:
  static constexpr std::uint32_t kWindow = 64;

  std::optional<std::uint32_t> newest_;
  std::uint64_t seen_ = 0;  // bit n: the one n before the newest
  std::uint64_t lost_ = 0;
};

}  // namespace tapbond
