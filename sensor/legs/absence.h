// How often, and for how long, a leg was away.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

namespace tapbond {

// Times are monotonic nanoseconds, which are never 0.
class Absence {
 public:
  bool lasts() const { return since_ != 0; }
  std::int64_t since() const { return since_; }

  // False when the leg is away already.
  bool begin(std::int64_t now) {
    if (lasts()) return false;
    since_ = now;
    ++times_;
    return true;
  }

  // The length of the gap; nothing when there was none.
  std::optional<std::int64_t> end(std::int64_t now) {
    if (!lasts()) return std::nullopt;
    const std::int64_t gap = now - std::exchange(since_, 0);
    before_ += gap;
    return gap;
  }

  std::uint64_t times() const { return times_; }
  // All gaps together, with the one that is going on.
  std::int64_t total(std::int64_t now) const { return before_ + (lasts() ? now - since_ : 0); }

 private:
  std::int64_t since_ = 0;  // 0: not away
  std::int64_t before_ = 0;
  std::uint64_t times_ = 0;
};

}  // namespace tapbond
