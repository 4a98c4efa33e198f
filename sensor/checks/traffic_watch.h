// Watches the frames that come in on the legs and counts what the checks ask about.
//
// Memory is bounded whatever the frames say: every table stops growing at kTableSize. Copies within
// a leg are found as a run finds them (sensor/duplicates/copy_finder.h), but that of a packet only
// the front is compared, of which a listener has enough.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sensor/checks/conversation_sides.h"
#include "sensor/checks/facts.h"
#include "sensor/checks/shared_frames.h"
#include "sensor/duplicates/copy_finder.h"

namespace tapbond {

class TrafficWatch {
 public:
  static constexpr std::size_t kTableSize = 65536;

  // `mtus`: of the legs. `own`: MAC addresses (48 bits) of the sensor's interfaces.
  TrafficWatch(std::vector<unsigned> mtus, std::set<std::uint64_t> own);

  // A frame of Ethernet that came in on a leg: what was captured of it, and its length on the wire.
  // `stamp`: when, in nanoseconds.
  void add(std::size_t leg, std::span<const std::uint8_t> bytes, std::uint32_t length,
           std::int64_t stamp);

  // What was seen so far; seconds, sent and dropped are the caller's to fill in.
  TrafficFacts facts() const;

 private:
  struct Leg {
    unsigned mtu;
    LegTraffic counts;
    std::unordered_set<std::uint64_t> sources;
    std::unordered_map<std::uint64_t, unsigned> pairs;  // bit 0, bit 1: one way, the other
    CopyFinder copies;
  };
  void note_pair(Leg& leg, std::uint64_t source, std::uint64_t destination);
  void note_copy(Leg& leg, std::span<const std::uint8_t> bytes, std::uint32_t length,
                 std::int64_t stamp);

  std::vector<Leg> legs_;
  std::set<std::uint64_t> own_;
  SharedFramesFinder shared_;
  ConversationSides sides_;
};

// 0 for what is no MAC address in the notation of InterfaceFacts.
std::uint64_t mac_number(const std::string& mac);

}  // namespace tapbond
