// Offers the live stream to readers over TCP ("PCAP over IP": Wireshark's TCP@host:port, other
// sensors, Arkime, NetworkMiner).
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "sensor/sinks/feed_offer.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

struct FeedSinkOptions {
  FeedOffer offer;
  std::string name = "the feed";  // what the log calls it
  std::string application;        // pcapng section header: this program
  std::string host;  // goes before what is said of each interface, for readers of several sensors
  bool comment_moved = false;  // in pcapng, as in a file
  std::size_t may_lag = 0;     // bytes; a reader that lags further is cut off
  std::size_t most_readers = 0;
};

// Each reader gets a capture of its own from the moment it connects: header, interfaces, packets
// from then on, statistics at the end; of a classic pcap header and packets. That has one link
// type, of the first interface: add_interface throws SinkError when a second one comes. Throws
// std::runtime_error with one clear line.
std::unique_ptr<Sink> make_feed_sink(FeedSinkOptions options);

}  // namespace tapbond
