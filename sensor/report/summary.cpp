#include "sensor/report/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "sensor/posix/visible_text.h"
#include "sensor/report/units.h"

namespace tapbond {
namespace {

LegSummary total_of(const std::vector<LegSummary>& legs) {
  LegSummary total;
  for (const LegSummary& leg : legs) {
    total.received += leg.received;
    total.written += leg.written;
    total.filtered += leg.filtered;
    total.dropped_by_kernel += leg.dropped_by_kernel;
    total.dropped_by_interface += leg.dropped_by_interface;
    total.late += leg.late;
    total.moved += leg.moved;
    total.max_moved_ns = std::max(total.max_moved_ns, leg.max_moved_ns);
  }
  return total;
}

double seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

std::string leg_line(const LegSummary& leg) {
  std::string text = fmt::format(
      "{}: received {}, written {}, filtered {}, dropped {} by kernel, {} by "
      "interface, {} by tapbond; late {} (max {} ns)",
      leg.name, leg.received, leg.written, leg.filtered, leg.dropped_by_kernel,
      leg.dropped_by_interface, leg.dropped_by_tapbond, leg.late, leg.max_late_ns);
  if (leg.early > 0) text += fmt::format(", early {}", leg.early);
  if (leg.moved > 0) text += fmt::format(", moved {} (max {} ns)", leg.moved, leg.max_moved_ns);
  if (leg.unread > 0) text += fmt::format(", unread {}", leg.unread);
  if (leg.joined > 0) text += fmt::format(", joined {}", leg.joined);
  if (leg.duplicates > 0) text += fmt::format(", duplicates {}", leg.duplicates);
  if (leg.times_moved > 0) {
    text += fmt::format("; {} with times before 1677 or after 2262, moved", leg.times_moved);
  }
  if (leg.without_time > 0) {
    text += fmt::format("; {} without a time, given that of the packet before", leg.without_time);
  }
  if (!leg.clock.empty()) text += fmt::format("; {}", leg.clock);
  if (!leg.loss_remark.empty()) text += fmt::format("; {}", leg.loss_remark);
  if (leg.dropped_before_by_kernel + leg.dropped_before_by_interface > 0) {
    text += fmt::format("; on its own sensor dropped {} by kernel, {} by interface",
                        leg.dropped_before_by_kernel, leg.dropped_before_by_interface);
  }
  if (leg.times_away > 0) {
    text += fmt::format("; away {} time{}, {:.3f} s", leg.times_away,
                        leg.times_away == 1 ? "" : "s", seconds(leg.away_ns));
  }
  return text;
}

// Below its leg.
std::string interface_line(const InterfaceSummary& part) {
  std::string text = fmt::format(
      "  {}: received {}, written {}, filtered {}, dropped {} by kernel, {} by interface, {} by "
      "tapbond",
      part.name, part.received, part.written, part.filtered, part.dropped_by_kernel,
      part.dropped_by_interface, part.dropped_by_tapbond);
  if (part.unread > 0) text += fmt::format(", unread {}", part.unread);
  if (part.joined > 0) text += fmt::format(", joined {}", part.joined);
  if (part.duplicates > 0) text += fmt::format(", duplicates {}", part.duplicates);
  if (part.lost > 0) {
    text += fmt::format("; {} lost before they came here, by their source's numbers", part.lost);
  }
  return text;
}

std::string order_line(const LegSummary& total, const CausalCounts& causes) {
  std::string text = fmt::format("order: {} causes seen, {} put right", count_text(causes.causes),
                                 count_text(causes.put_right));
  if (total.moved > 0)
    text += fmt::format(" (moved at most {})", duration_text(total.max_moved_ns));
  return text + fmt::format(", {} left", count_text(causes.left));
}

const char* what_became_of(DuplicatesAre duplicates) {
  switch (duplicates) {
    case DuplicatesAre::kMarked:
      return "marked";
    case DuplicatesAre::kDropped:
      return "left out";
    case DuplicatesAre::kKept:
      break;
  }
  return "kept (--duplicates drop leaves them out)";
}

// A pair of legs may be one of very many.
constexpr std::size_t kMostPairs = 16;

template <class Line>
void say_duplicates(const DuplicateCounts& counts, const std::vector<LegSummary>& legs, Line line) {
  if (counts.are == DuplicatesAre::kKept ? !counts.notable() : counts.found == 0) return;
  line(fmt::format("duplicates: {} of {} packets looked at ({:.1f} %), {}",
                   count_text(counts.found), count_text(counts.looked_at),
                   100 * static_cast<double>(counts.found) / static_cast<double>(counts.looked_at),
                   what_became_of(counts.are)));
  for (std::size_t i = 0; i < counts.pairs.size() && i < kMostPairs; ++i) {
    const DuplicatePair& pair = counts.pairs[i];
    std::string text = fmt::format("  {} on {}", count_text(pair.packets), legs[pair.leg].name);
    if (pair.of != pair.leg) text += fmt::format(" of packets on {}", legs[pair.of].name);
    text +=
        fmt::format(", {} to {} apart", duration_text(pair.least_ns), duration_text(pair.most_ns));
    if (pair.routed > 0) text += fmt::format(", {} of them routed", count_text(pair.routed));
    line(text);
  }
}

std::string sink_line(const SinkCounts& sink) {
  std::string text = fmt::format("{}: written {}, lost {}", sink.name, sink.written, sink.lost);
  if (sink.waiting > 0) text += fmt::format(", waiting {}", sink.waiting);
  if (!sink.remark.empty()) text += fmt::format("; {}", sink.remark);
  return text;
}

}  // namespace

std::string summary_text(const std::vector<LegSummary>& legs, const std::vector<SinkCounts>& sinks,
                         const CausalCounts& causes, const DuplicateCounts& duplicates) {
  const LegSummary total = total_of(legs);
  std::string text;
  const auto line = [&text](const std::string& content) { text += visible_text(content) + '\n'; };
  const auto packets = [&line](std::uint64_t count, const char* what) {
    line(fmt::format("{} packet{} {}", count, count == 1 ? "" : "s", what));
  };
  packets(total.written, "captured");
  packets(total.received - total.filtered - total.dropped_by_interface, "received by filter");
  packets(total.dropped_by_kernel, "dropped by kernel");
  if (total.dropped_by_interface > 0) packets(total.dropped_by_interface, "dropped by interface");
  for (const LegSummary& leg : legs) {
    line(leg_line(leg));
    for (const InterfaceSummary& part : leg.interfaces) line(interface_line(part));
  }
  if (causes.causes > 0) line(order_line(total, causes));
  say_duplicates(duplicates, legs, line);
  for (const SinkCounts& sink : sinks) {
    if (sinks.size() == 1 && sink.remark.empty()) break;
    line(sink_line(sink));
  }
  return text;
}

std::string status_text(const std::vector<LegSummary>& legs, double seconds, double rate) {
  const LegSummary total = total_of(legs);
  std::string text = fmt::format("{:.0f} s: {} packets, {:.0f}/s", seconds, total.written, rate);
  for (const LegSummary& leg : legs) {
    text += fmt::format(" | {}: {}, {} dropped, {} late", leg.name, leg.received - leg.filtered,
                        leg.dropped_by_kernel + leg.dropped_by_interface, leg.late);
  }
  return text;
}

}  // namespace tapbond
