// What became of the frames of each leg, and of the interfaces in them: the part of a run's numbers
// that is alike for legs that are live and for files.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sensor/legs/leg.h"
#include "sensor/report/summary.h"
#include "sensor/run/alignment.h"
#include "sensor/run/stream.h"

namespace tapbond {

// As the stream has them when this is made.
class StreamNumbers {
 public:
  // What was accepted and is not written: it may still be, or will not.
  enum class Rest { kUnread, kLost };

  // Stream and alignment (none: null) outlive it.
  StreamNumbers(const Stream& stream, const Alignment* alignment, Rest rest);

  // Of a leg that has counted so many frames itself.
  LegSummary of_leg(std::uint16_t leg, const std::string& name, const LegCounts& counts) const;

  // What a leg has counted of an interface that was found in its frames; nothing where it looks for
  // none.
  using CountsOf = std::function<std::optional<LegCounts>(std::uint16_t leg, std::uint32_t row)>;
  void add_interfaces(const CountsOf& counts_of, std::vector<LegSummary>& legs) const;

 private:
  template <class Summary>
  void take(const LegCounts& counts, Summary& summary) const;

  const Stream& stream_;
  const Alignment* alignment_;
  Rest rest_;
  std::vector<std::uint64_t> written_;     // by leg
  std::vector<std::uint64_t> duplicates_;  // that were left out: likewise
};

}  // namespace tapbond
