// Prints the stream on standard output as tcpdump prints it.
#pragma once

#include <memory>

#include "decoders/frame_printer.h"
#include "sensor/posix/patience.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

// With `show_leg` each line names its leg, by its label where it has one. Without `patience` a
// reader is waited for without end. Throws nothing.
std::unique_ptr<Sink> make_text_sink(const TextOptions& options, bool show_leg,
                                     std::shared_ptr<const Patience> patience = {});

}  // namespace tapbond
