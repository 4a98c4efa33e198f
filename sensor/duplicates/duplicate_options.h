// What is asked for of duplicates (--duplicates), as values.
#pragma once

#include <cstdint>

namespace tapbond {

enum class DuplicatesAre { kKept, kMarked, kDropped };

struct DuplicateOptions {
  static constexpr std::int64_t kMillisecond = 1'000'000;  // nanoseconds, as all here
  static constexpr std::int64_t kMostWithin = 1000 * kMillisecond;

  DuplicatesAre are = DuplicatesAre::kKept;
  std::int64_t within_ns = kMillisecond;  // that a copy is apart from its first, at most
};

}  // namespace tapbond
