// What the checks judge: what the system tells, and what a TrafficWatch and an OrderWatch
// saw. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sensor/linux/facts.h"
#include "sensor/unwrap/inside.h"

namespace tapbond {

struct MemoryFacts {              // bytes
  std::uint64_t available = 0;    // 0: not known
  std::uint64_t ring_of_leg = 0;  // that a run with these options asks for
  std::uint64_t packet_buffer = 0;
};

// Frames that came in on a leg; what the sensor itself sent is not among them.
struct LegTraffic {
  std::uint64_t frames = 0;  // = for_others + for_us + group + what is too short to tell
  std::uint64_t bytes = 0;
  std::uint64_t for_others = 0;  // unicast to a MAC address that is not the sensor's
  std::uint64_t for_us = 0;
  std::uint64_t group = 0;                       // broadcast and multicast
  std::uint64_t macs = 0;                        // different source addresses
  std::map<Carrier, std::uint64_t> tunnelled{};  // by the tunnel that they carry a frame in
  std::uint64_t glued = 0;                       // longer than the wire carries
  std::uint64_t pairs = 0;                       // of MAC addresses that had unicast frames
  std::uint64_t pairs_both_ways = 0;
  std::uint64_t duplicates = 0;  // copies of one that came shortly before
  std::uint64_t routed = 0;      // of these, with other hops left
  std::uint64_t dropped = 0;     // by the kernel or the interface while watching
  std::uint64_t sent = 0;        // by the interface while watching
  std::string problem = {};      // why the leg could not be listened to, and what to do
};

// How many of the frames that both legs could have carried came on both.
struct SharedFrames {
  std::size_t first = 0;  // positions of the legs
  std::size_t second = 0;
  std::uint64_t same = 0;
  std::uint64_t compared = 0;  // of the leg that had fewer
};

struct SidesFacts {
  std::uint64_t conversations = 0;  // in which both sides are known to have spoken
  std::uint64_t one_sided = 0;      // of these, seen from one side only
};

// Of frames that caused one on another leg.
struct OrderFacts {
  std::uint64_t causes = 0;
  std::uint64_t late = 0;          // of these: stamped behind their effects
  std::int64_t total_late_ns = 0;  // by so much, all together
  std::int64_t most_late_ns = 0;
};

struct TrafficFacts {
  double seconds = 0;  // 0: nobody watched
  std::vector<LegTraffic> legs;
  std::vector<SharedFrames> shared;
  SidesFacts sides;
  OrderFacts order;
};

struct Facts {
  MachineFacts machine;
  ClockFacts clock;
  DiskFacts disk;
  MemoryFacts memory;
  std::vector<InterfaceFacts> legs;
  TrafficFacts traffic;
};

}  // namespace tapbond
