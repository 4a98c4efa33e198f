// A feed that is asked for: where it is offered, and as what.
#pragma once

#include "sensor/posix/endpoint.h"

namespace tapbond {

// pcapng carries interfaces, their counts and all else; a classic pcap has one link type and
// packets alone, for readers that know no more. Most of those take microseconds only.
enum class FeedFormat { kPcapng, kPcap, kPcapNano };

struct FeedOffer {
  Endpoint endpoint;
  FeedFormat format = FeedFormat::kPcapng;
};

}  // namespace tapbond
