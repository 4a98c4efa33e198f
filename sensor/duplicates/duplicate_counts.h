// What is known of duplicates in a run, for its reports.
#pragma once

#include <cstdint>
#include <vector>

#include "sensor/duplicates/duplicate_options.h"

namespace tapbond {

// Copies on one leg of packets on one, which may be the same.
struct DuplicatePair {
  std::uint16_t leg = 0;
  std::uint16_t of = 0;
  std::uint64_t packets = 0;
  std::uint64_t routed = 0;  // of these, with other hops left
  std::int64_t least_ns = 0;
  std::int64_t most_ns = 0;
};

struct DuplicateCounts {
  DuplicatesAre are = DuplicatesAre::kKept;
  std::uint64_t looked_at = 0;  // packets; all of them unless they are kept
  std::uint64_t found = 0;
  std::vector<DuplicatePair> pairs{};  // the most first

  // So many that a person should hear of it.
  bool notable() const { return found >= 10 && found >= looked_at / 100; }
};

}  // namespace tapbond
