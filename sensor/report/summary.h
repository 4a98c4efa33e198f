// The numbers of a run, as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bond/causal_window.h"
#include "sensor/duplicates/duplicate_counts.h"
#include "sensor/sinks/sink_counts.h"

namespace tapbond {

// Frames of one of the interfaces of a leg in whose frames interfaces are found: it adds up as a
// leg does, and all of them together are the leg.
struct InterfaceSummary {
  std::string name;
  std::uint64_t received = 0;
  std::uint64_t written = 0;
  std::uint64_t filtered = 0;
  std::uint64_t joined = 0;      // fragments that came out as a part of another's frame
  std::uint64_t duplicates = 0;  // left out
  std::uint64_t dropped_by_kernel = 0;
  std::uint64_t dropped_by_interface = 0;
  std::uint64_t dropped_by_tapbond = 0;
  std::uint64_t unread = 0;
  std::uint64_t lost = 0;  // by the source's numbers, before they came here: none of the above
};

// Frames of one leg: received = written + filtered + joined + duplicates + dropped by the kernel,
// by the interface and by tapbond + unread.
struct LegSummary {
  std::string name;
  std::string label{};
  bool away = false;        // now
  std::uint64_t bytes = 0;  // on the wire, of what left the bond
  std::uint64_t received = 0;
  std::uint64_t written = 0;
  std::uint64_t filtered = 0;
  std::uint64_t joined = 0;      // fragments that came out as a part of another's frame
  std::uint64_t duplicates = 0;  // left out
  std::uint64_t dropped_by_kernel = 0;
  std::uint64_t dropped_by_interface = 0;
  std::uint64_t dropped_by_tapbond = 0;  // delivered, but a sink that failed could not take them
  std::uint64_t unread = 0;              // left over when -c had its number, or not yet written
  std::uint64_t late = 0;
  std::int64_t max_late_ns = 0;
  std::uint64_t early = 0;
  std::uint64_t times_moved = 0;   // of what was received, that no stamp can tell
  std::uint64_t without_time = 0;  // likewise, that stands at the time of the packet before
  std::uint64_t moved = 0;         // out with another time than their stamp
  std::int64_t max_moved_ns = 0;
  std::string clock{};  // what --align found; empty: nothing was asked for
  std::uint64_t times_away = 0;
  std::int64_t away_ns = 0;
  std::string
      loss_remark{};  // by which counters the interface's losses are known, or that they are not
  std::vector<std::string> addresses{};  // that it has now, and should not
  std::uint64_t frames_sent = 0;         // by a leg that should send none
  // What never came here, as the sensor behind a feed or the writer of a file tells: none of it is
  // in the above.
  std::uint64_t dropped_before_by_kernel = 0;
  std::uint64_t dropped_before_by_interface = 0;
  std::vector<InterfaceSummary> interfaces{};  // none where the leg is one
};

// tcpdump's three lines for the bond (four where interfaces dropped frames), then a line per leg
// with one for each interface that was found in it, one on causes where any were seen, some on
// duplicates where they are notable or were asked for, and one per sink where there are several, or
// one has something to remark.
std::string summary_text(const std::vector<LegSummary>& legs,
                         const std::vector<SinkCounts>& sinks = {}, const CausalCounts& causes = {},
                         const DuplicateCounts& duplicates = {});

// One line for a terminal; `seconds` since the start, `rate` in packets per second.
std::string status_text(const std::vector<LegSummary>& legs, double seconds, double rate);

}  // namespace tapbond
