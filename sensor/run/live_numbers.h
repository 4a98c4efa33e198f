// The numbers of a live run: per leg for people, per interface for capture files, and how fast it
// goes for the status line. Legs and stream count; here it is put together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensor/files/interface.h"
#include "sensor/legs/leg.h"
#include "sensor/posix/clock.h"
#include "sensor/report/summary.h"
#include "sensor/run/alignment.h"
#include "sensor/run/stream.h"

namespace tapbond {

class LiveNumbers {
 public:
  // Legs, stream and alignment (none: null) outlive it.
  LiveNumbers(const Legs& legs, const Stream& stream, const Alignment* alignment = nullptr)
      : legs_(legs), stream_(stream), alignment_(alignment) {}

  // Frames are accepted from here on.
  void begin(const Instant& now) { began_ = now; }

  // Refreshes the legs' counts. While the run goes on, what is on its way counts as unread; in the
  // final numbers as dropped by tapbond, unless -c left it over. `now`: monotonic nanoseconds.
  std::vector<LegSummary> so_far(std::int64_t now) const { return of_legs(now, false); }
  std::vector<LegSummary> at_the_end(std::int64_t now) const { return of_legs(now, true); }

  // As far as the legs' counts have been refreshed. `wall`: now.
  std::vector<InterfaceCounts> of_interfaces(std::int64_t wall) const;

  // The status line's text, with the rate since the last call.
  std::string status(std::int64_t now);

 private:
  std::vector<LegSummary> of_legs(std::int64_t now, bool final) const;

  const Legs& legs_;
  const Stream& stream_;
  const Alignment* alignment_;
  Instant began_;
  std::uint64_t sent_at_last_status_ = 0;
  std::int64_t last_status_ = 0;  // monotonic; 0: there was none
};

}  // namespace tapbond
