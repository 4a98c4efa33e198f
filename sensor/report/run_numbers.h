// All numbers of a run at one moment. The summary, the status as JSON, the metrics and the page say
// the same because they say it from here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bond/causal_window.h"
#include "sensor/checks/connection_watch.h"
#include "sensor/report/summary.h"
#include "sensor/sinks/sink_counts.h"
#include "sensor/traffic/conversations_summary.h"

namespace tapbond {

// Frames of one interface of a leg: a feed and a pcapng file have several.
struct InterfaceNumbers {
  std::string leg;
  std::string name;
  std::string label;
  std::uint64_t frames = 0;  // that left the bond
  std::uint64_t bytes = 0;   // on the wire, of these
  // What the interface lost, as far as it is known here or was told by who captured it.
  std::uint64_t lost = 0;
};

struct RunNumbers {
  std::int64_t now_ns = 0;    // since 1970 UTC, as all times here
  std::int64_t began_ns = 0;  // when the first frame could be captured
  bool ended = false;
  std::vector<LegSummary> legs;
  // Those that lost most first; empty where every leg is one of its own name.
  std::vector<InterfaceNumbers> interfaces{};
  std::vector<SinkCounts> sinks;
  CausalCounts causes;
  DuplicateCounts duplicates{};
  ConnectionFacts connection{};  // empty where nobody looks on
  // Legs that are interfaces of this host, for check_mtu(); empty where nobody is told of it.
  std::vector<InterfaceFacts> own_interfaces{};
  std::int64_t hold_ns = 0;  // that a frame waits for its turn
  // Bytes: of frames that wait, the most of them, and of kernel rings.
  std::uint64_t memory = 0;
  std::uint64_t memory_bound = 0;
  std::uint64_t rings = 0;
  // Nothing where no sessions are logged for who looks on.
  std::optional<ConversationsSummary> conversations{};
  // Bytes free where captures are written, for who writes them; nothing where none are.
  std::optional<std::uint64_t> disk_free;
};

}  // namespace tapbond
