#include "sensor/report/summary.h"

#include <fmt/format.h>

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
  }
  return total;
}

double seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

}  // namespace

std::string summary_text(const std::vector<LegSummary>& legs,
                         const std::vector<SinkCounts>& sinks) {
  const LegSummary total = total_of(legs);
  std::string text;
  const auto line = [&](std::uint64_t count, const char* what) {
    text += fmt::format("{} packet{} {}\n", count, count == 1 ? "" : "s", what);
  };
  line(total.written, "captured");
  line(total.received - total.filtered - total.dropped_by_interface, "received by filter");
  line(total.dropped_by_kernel, "dropped by kernel");
  if (total.dropped_by_interface > 0) line(total.dropped_by_interface, "dropped by interface");
  for (const LegSummary& leg : legs) {
    text += fmt::format(
        "{}: received {}, written {}, filtered {}, dropped {} by kernel, {} by "
        "interface, {} by tapbond; late {} (max {} ns)",
        leg.name, leg.received, leg.written, leg.filtered, leg.dropped_by_kernel,
        leg.dropped_by_interface, leg.dropped_by_tapbond, leg.late, leg.max_late_ns);
    if (leg.early > 0) text += fmt::format(", early {}", leg.early);
    if (leg.unread > 0) text += fmt::format(", unread {}", leg.unread);
    if (leg.dropped_before_by_kernel + leg.dropped_before_by_interface > 0) {
      text += fmt::format("; on its own sensor dropped {} by kernel, {} by interface",
                          leg.dropped_before_by_kernel, leg.dropped_before_by_interface);
    }
    if (leg.times_away > 0) {
      text += fmt::format("; away {} time{}, {:.3f} s", leg.times_away,
                          leg.times_away == 1 ? "" : "s", seconds(leg.away_ns));
    }
    text += '\n';
  }
  for (const SinkCounts& sink : sinks) {
    if (sinks.size() == 1 && sink.remark.empty()) break;
    text += fmt::format("{}: written {}, lost {}", sink.name, sink.written, sink.lost);
    if (sink.waiting > 0) text += fmt::format(", waiting {}", sink.waiting);
    if (!sink.remark.empty()) text += fmt::format("; {}", sink.remark);
    text += '\n';
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
