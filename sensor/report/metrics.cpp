#include "sensor/report/metrics.h"

#include <fmt/format.h>

#include <initializer_list>
#include <string_view>
#include <utility>

#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

// Beyond what visible_text() makes harmless, a label's value escapes quotes (backslashes it has
// doubled already).
std::string label(std::string_view name, const std::string& value) {
  std::string escaped;
  for (const char c : visible_text(value)) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return fmt::format("{}=\"{}\"", name, escaped);
}

double seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

class Text {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    text_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
    name_ = name;
  }
  template <class Value>
  void value(std::initializer_list<std::string> labels, Value value) {
    text_ += fmt::format("{}{}{}{} {}\n", name_, labels.size() == 0 ? "" : "{",
                         fmt::join(labels, ","), labels.size() == 0 ? "" : "}", value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

using OfLeg = std::uint64_t LegSummary::*;
using OfSink = std::uint64_t SinkCounts::*;

struct LegCounter {
  const char* name;
  OfLeg count;
  const char* type;
  const char* help;
};

constexpr LegCounter kLegCounters[] = {
    {"tapbond_leg_received_packets_total", &LegSummary::received, "counter",
     "Packets that reached the leg."},
    {"tapbond_leg_written_packets_total", &LegSummary::written, "counter",
     "Packets that reached the first output."},
    {"tapbond_leg_filtered_packets_total", &LegSummary::filtered, "counter",
     "Packets that the filter left out."},
    {"tapbond_leg_joined_packets_total", &LegSummary::joined, "counter",
     "Fragments that came out as a part of another's packet."},
    {"tapbond_leg_duplicate_packets_total", &LegSummary::duplicates, "counter",
     "Packets that were left out as duplicates."},
    {"tapbond_leg_unread_packets", &LegSummary::unread, "gauge", "Packets on their way."},
    {"tapbond_leg_bytes_total", &LegSummary::bytes, "counter",
     "Bytes on the wire of the packets that were bonded."},
    {"tapbond_leg_late_packets_total", &LegSummary::late, "counter",
     "Packets that came after their turn and were written at once."},
    {"tapbond_leg_moved_packets_total", &LegSummary::moved, "counter",
     "Packets out with an earlier time than their stamp."},
    {"tapbond_leg_absences_total", &LegSummary::times_away, "counter",
     "Times that the leg went away."},
};

void of_legs(const std::vector<LegSummary>& legs, Text& text) {
  for (const LegCounter& counter : kLegCounters) {
    text.family(counter.name, counter.type, counter.help);
    for (const LegSummary& leg : legs) text.value({label("leg", leg.name)}, leg.*counter.count);
  }
  text.family("tapbond_leg_dropped_packets_total", "counter", "Packets that were lost, and where.");
  for (const LegSummary& leg : legs) {
    const auto lost = [&](const char* where, std::uint64_t count) {
      text.value({label("leg", leg.name), label("by", where)}, count);
    };
    lost("kernel", leg.dropped_by_kernel);
    lost("interface", leg.dropped_by_interface);
    lost("tapbond", leg.dropped_by_tapbond);
  }
  text.family("tapbond_leg_dropped_before_packets_total", "counter",
              "Packets that were lost on the leg's own sensor, and where: not part of received.");
  for (const LegSummary& leg : legs) {
    text.value({label("leg", leg.name), label("by", "kernel")}, leg.dropped_before_by_kernel);
    text.value({label("leg", leg.name), label("by", "interface")}, leg.dropped_before_by_interface);
  }
  text.family("tapbond_leg_up", "gauge", "1 while what the leg listens to is there.");
  for (const LegSummary& leg : legs) text.value({label("leg", leg.name)}, leg.away ? 0 : 1);
  text.family("tapbond_leg_away_seconds_total", "counter", "How long the leg was away.");
  for (const LegSummary& leg : legs) text.value({label("leg", leg.name)}, seconds(leg.away_ns));
  text.family("tapbond_leg_late_max_seconds", "gauge", "The most that a packet came too late.");
  for (const LegSummary& leg : legs) text.value({label("leg", leg.name)}, seconds(leg.max_late_ns));
}

void of_sinks(const std::vector<SinkCounts>& sinks, Text& text) {
  const auto each = [&](const char* name, const char* type, OfSink count, const char* help) {
    text.family(name, type, help);
    for (const SinkCounts& sink : sinks) text.value({label("output", sink.name)}, sink.*count);
  };
  each("tapbond_output_written_packets_total", "counter", &SinkCounts::written,
       "Packets that the output has taken.");
  each("tapbond_output_lost_packets_total", "counter", &SinkCounts::lost,
       "Packets that the output alone has lost.");
  each("tapbond_output_waiting_packets", "gauge", &SinkCounts::waiting,
       "Packets that wait for the output.");
}

}  // namespace

std::string metrics_text(const RunNumbers& numbers) {
  Text text;
  const auto one = [&text](const char* name, const char* type, const char* help, auto value) {
    text.family(name, type, help);
    text.value({}, value);
  };
  text.family("tapbond_build_info", "gauge", "The version, as a label.");
  text.value({label("version", TAPBOND_VERSION)}, 1);
  one("tapbond_start_time_seconds", "gauge", "When the capture began, since 1970.",
      seconds(numbers.began_ns));
  of_legs(numbers.legs, text);
  of_sinks(numbers.sinks, text);
  one("tapbond_order_causes_total", "counter", "Causes that were seen with their effects.",
      numbers.causes.causes);
  one("tapbond_order_put_right_total", "counter", "Of these, stamped the wrong way and put right.",
      numbers.causes.put_right);
  one("tapbond_order_left_total", "counter", "Of these, out in the wrong order.",
      numbers.causes.left);
  one("tapbond_duplicates_looked_at_total", "counter", "Packets that were compared.",
      numbers.duplicates.looked_at);
  one("tapbond_duplicates_found_total", "counter", "Of these, copies of one shortly before.",
      numbers.duplicates.found);
  one("tapbond_hold_seconds", "gauge", "How long a packet waits for its turn.",
      seconds(numbers.hold_ns));
  one("tapbond_buffer_bytes", "gauge", "Memory of packets that wait.", numbers.memory);
  one("tapbond_buffer_limit_bytes", "gauge", "The most that it may be.", numbers.memory_bound);
  one("tapbond_ring_bytes", "gauge", "Memory of the kernel's rings.", numbers.rings);
  if (numbers.disk_free) {
    one("tapbond_disk_free_bytes", "gauge", "Free where the capture is written.",
        *numbers.disk_free);
  }
  return text.take();
}

}  // namespace tapbond
