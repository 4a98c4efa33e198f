// What a sink did with the frames that it was handed.
#pragma once

#include <cstdint>
#include <string>

namespace tapbond {

// Frames that were handed to a sink = written + lost + waiting.
struct SinkCounts {
  std::string name;
  std::uint64_t written = 0;
  std::uint64_t lost = 0;  // came while the sink was too far behind, or when it had failed or
                           // was complete
  std::uint64_t waiting = 0;
  std::string remark;   // the sink's own
  std::string problem;  // why the sink failed, in one line; empty: it did not
};

}  // namespace tapbond
