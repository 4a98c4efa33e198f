// Prints the stream on standard output as tcpdump prints it.
#pragma once

#include <memory>

#include "decoders/frame_printer.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

// With `show_leg` each line names its leg, by its label where it has one. Throws nothing.
std::unique_ptr<Sink> make_text_sink(const TextOptions& options, bool show_leg);

}  // namespace tapbond
