// Keeps the feed of --serve out of what is captured: what is sent would be captured and sent again,
// and each time there would be more of it.
#pragma once

#include <string>

#include "sensor/posix/endpoint.h"

namespace tapbond {

// Whether who connects to `source` reads what is served at `served`, on this host.
bool reads_own_feed(const Endpoint& source, const Endpoint& served);

// `filter`, and without the connections of those who read the feed, for an interface that they
// pass: the loopback, "any", or one with an address. As it is for others. (Where the tapped line
// itself carries the feed to its readers, nothing here can know.)
std::string without_own_feed(const std::string& filter, const Endpoint& served,
                             const std::string& interface);

}  // namespace tapbond
