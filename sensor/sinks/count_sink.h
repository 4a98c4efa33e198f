// Counts the stream, and says at its end on standard output how many packets it had, in tcpdump's
// words.
#pragma once

#include <memory>

#include "sensor/sinks/sink.h"

namespace tapbond {

std::unique_ptr<Sink> make_count_sink();

}  // namespace tapbond
