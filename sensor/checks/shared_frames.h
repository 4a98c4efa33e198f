// Do two legs carry the same frames, as one mirror does that is listened to twice?
//
// The digests of their frames are compared. When there are too many, each leg keeps one in two,
// then one in four, and so on, chosen by the digest itself, so that all legs keep the same ones:
// memory is bounded whatever the frames say.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "sensor/checks/facts.h"

namespace tapbond {

class SharedFramesFinder {
 public:
  static constexpr std::size_t kMostDigests = 65536;  // of a leg

  explicit SharedFramesFinder(std::size_t legs) : legs_(legs) {}

  // A frame that is for one station alone (what is for a group comes out of every port of a
  // switch): what was captured of it, and its length on the wire.
  void add(std::size_t leg, std::span<const std::uint8_t> bytes, std::uint32_t length);

  // Of each two legs.
  std::vector<SharedFrames> found() const;

 private:
  using Digests = std::unordered_map<std::uint64_t, std::uint32_t>;

  void thin_out();

  std::vector<Digests> legs_;
  std::uint64_t mask_ = 0;  // digests with a bit of it set are not kept
};

}  // namespace tapbond
