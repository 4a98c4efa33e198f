// Finds frames that are copies of one that came shortly before: a mirror of what ports receive and
// send shows each packet twice, one of two VLANs a routed packet twice.
//
// A copy is the same in all that counts (comparable.h) and at most `within` apart. Each frame is
// the copy of one other, and has one: a third finds nothing and begins anew, so that of a packet
// that was sent twice and mirrored twice two are left. What only looks like a copy:
//
//  - A retransmission, a repeated question, a heartbeat: it comes later, or its sender gave it an
//    identification of its own.
//  - A frame that is not IP has neither, and is often repeated (ARP, spanning tree): it is a copy
//    only over two legs.
//  - An IP packet without an identification (IPv6, or 0) that comes on one leg again with the same
//    hops left, as an acknowledgement that is repeated or a segment that is sent again at once: it
//    is believed to be a copy only while that leg is known to double, by one of kShare of its
//    packets or more. A leg of which little is known yet is believed.
//
// Memory is bounded: where more frames come within the time than it has places, the oldest in a row
// of places is forgotten. The place follows from a secret key, so that nobody can aim at one. One
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "sensor/duplicates/comparable.h"
#include "sensor/duplicates/packet_hash.h"

namespace tapbond {

// Whose copy a frame is.
struct Copy {
  std::uint16_t leg = 0;      // that the other came on
  std::int64_t apart_ns = 0;  // at least 0
  bool routed = false;        // with other hops left
};

class CopyFinder {
 public:
  static constexpr std::uint32_t kShare = 16;
  static constexpr std::size_t kPortion = 16;  // frames

  // `within`: nanoseconds. `most`: bytes of a packet that are compared, at most.
  CopyFinder(std::size_t legs, std::int64_t within, std::uint32_t most = PacketHash::kMost);

  // Up to kPortion frames, of these link types, in the order in which they leave: `copies` has a
  // place for each.
  void look(std::span<const Frame> frames, std::span<const int> linktypes,
            std::span<std::optional<Copy>> copies);

  // Bytes.
  static std::size_t memory(std::int64_t within);

 private:
  struct Seen {  // half a line of the processor's cache
    PacketDigest digest;
    std::int64_t stamp;
    std::uint32_t length;
    std::uint16_t leg;
    std::uint8_t hops;
    bool used;
  };
  static constexpr std::size_t kRow = 4;
  struct alignas(64) Row {
    std::array<Seen, kRow> places{};
  };
  struct Doubling {  // of a leg, lately
    std::uint32_t packets = 0;
    std::uint32_t same = 0;
    bool is_known_not_to() const;
  };
  struct Wanted {
    bool comparable = false;
    Comparable packet{};
    PacketDigest digest{};
    Row* row = nullptr;
  };

  static std::size_t rows(std::int64_t within);
  std::optional<Copy> look(const Frame& frame, const Wanted& wanted);
  Seen* oldest_like(const Frame& frame, const Wanted& wanted);
  void keep(const Frame& frame, const Wanted& wanted);

  std::int64_t within_;
  std::uint32_t most_;
  PacketHash hash_;
  std::vector<Row> rows_;  // a power of two
  std::vector<Doubling> legs_;
  std::array<Wanted, kPortion> wanted_{};
};

}  // namespace tapbond
