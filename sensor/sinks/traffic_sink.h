// Sums the stream up for the report (sensor/traffic/traffic.h).
#pragma once

#include <future>
#include <memory>

#include "sensor/sinks/sink.h"
#include "sensor/traffic/traffic.h"

namespace tapbond {

// `seen` is kept when the stream has ended; never where the sink was still behind by then.
std::unique_ptr<Sink> make_traffic_sink(bool verify_checksums,
                                        std::promise<std::unique_ptr<const Traffic>> seen);

}  // namespace tapbond
