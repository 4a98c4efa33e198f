// The times that taps and switches append to frames, in place of those that frames were captured
// at: reads each, cuts it off, and keeps what the frame was stamped with until it is asked for.
//
// A frame without one stays as it is and is counted, as one that was cut is. That the kind is right
// is checked by the first frames of each leg. Knows as many times at once as frames are on their
// way through the bond. Owned and called by the thread that reads the legs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "bond/frame.h"
#include "sensor/trailers/trailer.h"

namespace tapbond {

class TrailerClock {
 public:
  // Frames of a leg of which one has to have such a time.
  static constexpr std::uint64_t kFirst = 16;

  TrailerClock(TrailerKind kind, std::size_t legs) : kind_(kind), counts_(legs) {}

  // Frames as the leg, of that name, brings them; those that have a time get the mark
  // marks::kTrailer with it. Throws UsageError with one line when none of the first has.
  void take(std::uint16_t leg, const std::string& name, std::span<Frame> frames);

  // What a frame with the mark was stamped with when it was captured; once.
  std::int64_t take_back(const Frame& frame);

  // For people; of a leg.
  std::string text(std::uint16_t leg) const;

 private:
  struct Counts {
    std::uint64_t read = 0;
    std::uint64_t without = 0;
  };

  TrailerKind kind_;
  std::vector<Counts> counts_;  // by leg
  std::unordered_map<const std::uint8_t*, std::int64_t> stamps_;
};

// As --trailer names it.
const char* name_of(TrailerKind kind);

}  // namespace tapbond
