// All numbers of a run at one moment. The summary, the status as JSON, the metrics and the page say
// the same because they say it from here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bond/causal_window.h"
#include "sensor/report/summary.h"
#include "sensor/sinks/sink_counts.h"

namespace tapbond {

struct RunNumbers {
  std::int64_t now_ns = 0;    // since 1970 UTC, as all times here
  std::int64_t began_ns = 0;  // when the first frame could be captured
  bool ended = false;
  std::vector<LegSummary> legs;
  std::vector<SinkCounts> sinks;
  CausalCounts causes;
  std::int64_t hold_ns = 0;  // that a frame waits for its turn
  // Bytes: of frames that wait, the most of them, and of kernel rings.
  std::uint64_t memory = 0;
  std::uint64_t memory_bound = 0;
  std::uint64_t rings = 0;
  // Bytes free where captures are written, for who writes them; nothing where none are.
  std::optional<std::uint64_t> disk_free;
};

}  // namespace tapbond
