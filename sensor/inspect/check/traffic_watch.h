// Watches the frames that come in on the legs and counts what the checks ask about.
//
// Memory is bounded whatever the frames say: every table stops growing at kTableSize. To find
// frames that came in on two legs, their digests are compared; when there are too many, each leg
// keeps one in two, then one in four, and so on, chosen by the digest itself, so that all legs keep
// the same ones. Copies within a leg are found as a run finds them
// (sensor/duplicates/copy_finder.h), but that of a packet only the front is compared, of which a
// listener has enough.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sensor/duplicates/copy_finder.h"
#include "sensor/inspect/check/facts.h"

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
    std::unordered_map<std::uint64_t, std::uint32_t> digests;
    CopyFinder copies;
  };
  struct Sides {
    std::array<std::uint32_t, 2> frames{};
    std::array<std::uint32_t, 2> answers{};
  };

  void note_pair(Leg& leg, std::uint64_t source, std::uint64_t destination);
  void note_copy(Leg& leg, std::span<const std::uint8_t> bytes, std::uint32_t length,
                 std::int64_t stamp);
  void note_digest(Leg& leg, std::span<const std::uint8_t> bytes, std::uint32_t length);
  void thin_out_digests();

  std::vector<Leg> legs_;
  std::set<std::uint64_t> own_;
  std::unordered_map<std::uint64_t, Sides> conversations_;
  std::uint64_t digest_mask_ = 0;  // digests with a bit of it set are not kept
};

// 0 for what is no MAC address in the notation of InterfaceFacts.
std::uint64_t mac_number(const std::string& mac);

}  // namespace tapbond
