// What a page shows of the conversations of a run that goes on. Plain values.
#pragma once

#include <cstdint>
#include <vector>

#include "sensor/traffic/conversation_seen.h"
#include "sensor/traffic/service_totals.h"

namespace tapbond {

struct ConversationsSummary {
  struct Row {
    ConversationSeen seen;
    bool over = false;
  };
  std::int64_t at = 0;      // of the packets
  std::uint64_t open = 0;   // go on
  std::uint64_t ended = 0;  // are over, since the start
  std::vector<Row> largest;
  std::vector<ServiceRow> services{};  // the most bytes first
};

}  // namespace tapbond
