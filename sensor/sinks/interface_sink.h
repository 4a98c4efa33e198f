// Plays the stream into a network interface of its own, where any program can listen.
#pragma once

#include <memory>
#include <string>

#include "sensor/sinks/sink.h"

namespace tapbond {

// Creates the interface, with that MTU; throws std::runtime_error with one clear line. A frame goes
// out as it was captured and as soon as its turn has come; listeners stamp it anew. One that is
// larger than the MTU is played all the same, as a leg shows those that offloading has put
// together, and one that was cut as it was captured is played as short as it is; both are counted.
// Interfaces other than Ethernet are refused with SinkError.
//
// While the interface is down or deleted, what comes is lost to it, and counted; it is played to
// again when it is up, wherever and under whatever name. Deleted at the end, it has failed.
std::unique_ptr<Sink> make_interface_sink(const std::string& name, int mtu);

}  // namespace tapbond
