// How long answers take, as the place of the tap sees it: from a frame to the first that proves to
// have been sent because of it (decoders/causes), by what the answer is spoken in.
//
// Acknowledgements are answers, too, and a receiver may delay them. Where one of the two left with
// another time than its stamp, the time between them is not known and is not counted. Memory is
// fixed. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "decoders/causes/cause_finder.h"
#include "decoders/frame_printer.h"
#include "sensor/traffic/durations.h"

namespace tapbond {

class RoundTrips {
 public:
  enum class Kind : std::uint8_t { kArp, kIcmp, kTcp, kUdp, kOther };
  static constexpr std::size_t kKinds = 5;

  RoundTrips();

  void look(const FrameView& frame, Kind kind, bool moved);

  const Durations& of(Kind kind) const { return durations_[static_cast<std::size_t>(kind)]; }
  std::uint64_t not_known() const { return not_known_; }

 private:
  // Frames whose effects are looked for: a power of two.
  static constexpr std::size_t kRemembered = std::size_t{1} << 16;
  static constexpr std::size_t kConversations = 4096;

  struct Seen {
    std::int64_t stamp = 0;
    Kind kind = Kind::kOther;
    bool moved = false;
  };

  causes::CauseFinder finder_;
  std::vector<causes::CauseAndEffect> found_;  // of one look()
  causes::FrameNumber next_ = 0;
  std::vector<Seen> seen_;  // by number: a ring
  std::array<Durations, kKinds> durations_;
  std::uint64_t not_known_ = 0;
};

}  // namespace tapbond
