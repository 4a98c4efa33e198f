// Puts the fragments of tunnelled packets together (RFC 791, RFC 8200): a mirror in a tunnel is
// longer than what it mirrors, and may be longer than the path's MTU.
//
// Only packets whose first fragment comes first, and is a tunnel's, are put together; the fragments
// of others are no business of this. What it keeps has a bound: kMostPackets, of at most 64 KiB
// each and of kMostFragments. A packet that is not whole within kPatience, or is the oldest where
// there is no room for another, or has a fragment that contradicts another, is given up: its frames
// come back as they were.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "sensor/unwrap/ip_packet.h"

namespace tapbond {

class Fragments {
 public:
  static constexpr std::size_t kMostPackets = 64;
  static constexpr std::size_t kMostFragments = 128;
  static constexpr std::int64_t kPatience = 1'000'000'000;  // ns of capture time

  // A copy of a frame: its bytes are `bytes`, and not where it says.
  struct Copy {
    Frame frame;
    std::vector<std::uint8_t> bytes;
  };
  struct Whole {
    IpPacket packet;  // of the first fragment; `payload` is 0, as it is not in a frame
    std::vector<std::uint8_t> payload;
    std::uint32_t length = 0;     // of it, on the wire
    std::uint32_t fragments = 0;  // that it came in
  };

  enum class Taken { kNo, kKept, kWhole };

  // `packet` as it was found in the frame, and a fragment. `begins`: it is a tunnel's first. kKept:
  // the frame is done with, there is a copy. kWhole: the last one that was missing; whole() is it.
  Taken take(const Frame& frame, const IpPacket& packet, bool begins);
  const Whole& whole() const { return whole_; }

  // Gives up what has waited for too long at that time, or all.
  void expire(std::int64_t stamp);
  void give_up();

  bool empty() const { return packets_.empty(); }
  // Frames of packets that were given up.
  bool has_given_up() const { return !given_up_.empty(); }
  std::deque<Copy>& given_up() { return given_up_; }

 private:
  struct Packet {
    IpPacket first;
    std::vector<Copy> frames;
    std::vector<IpPacket> parts;  // of the frames
    std::uint32_t end = 0;        // of the payload, once the last fragment has come; 0: it has not
    std::uint32_t bytes = 0;      // of the payload, so far
  };
  using Place = std::list<Packet>::iterator;

  Place find(const IpPacket& packet);
  Place give_up(Place packet);
  bool fits(const Packet& packet, const IpPacket& part) const;
  void assemble(const Packet& packet);

  std::list<Packet> packets_;  // by age
  std::deque<Copy> given_up_;
  Whole whole_;
};

}  // namespace tapbond
