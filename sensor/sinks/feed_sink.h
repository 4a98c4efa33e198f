// Offers the live stream to readers over TCP, as pcapng ("PCAP over IP": what Wireshark's
// TCP@host:port, Arkime's pcap-over-ip-client and NetworkMiner read).
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "sensor/posix/endpoint.h"
#include "sensor/sinks/capture_file_sink.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

// Each reader gets a section of its own from the moment it connects: header, interfaces, packets
// from then on, statistics at the end. One that lags further than so many bytes is cut off.
// `section`: what the section header says; `host`: this host's name, which goes before what is said
// of each interface, for readers of several sensors. Throws std::runtime_error with one clear line.
std::unique_ptr<Sink> make_feed_sink(const Endpoint& endpoint, const CaptureFileOptions& section,
                                     std::string host, std::size_t may_lag);

}  // namespace tapbond
