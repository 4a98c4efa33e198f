// --align: legs that other clocks stamped than this host's are put on its time.
//
// What their frames answer, and what answers them, tells how far such a clock is ahead
// (bond/clock_offset.h); as soon as that is known, and as long as it is sure that the clocks
// differ, the leg's stamps are lowered or raised by it before they go anywhere. Files and feeds
// have clocks of their own; interfaces of this host share one, and what their stamps differ by is
// reported alone. All are held against the reference: an interface if there is one, else the first
// leg.
//
// No answer is further from its question than a second, so what is further apart is left out at
// first: it could be about another question. But a clock that was set by more than that has all of
// them further apart, and so has one that was so far ahead from the start. So what is far apart is
// evidence, too, once what is near has told how the clocks were, or where nothing is near.
//
// Stamps are looked at as they came. Memory is fixed. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bond/clock_offset.h"
#include "bond/frame.h"
#include "sensor/files/interface.h"
#include "sensor/run/frame_witness.h"

namespace tapbond {

struct AlignedLeg {
  std::string name;
  bool has_own_clock = false;
};

class Alignment {
 public:
  // `interfaces` by row; the table outlives this, and may grow.
  Alignment(std::vector<AlignedLeg> legs, const std::vector<Interface>& interfaces);

  // Frames of one leg, as they came: learns from them, and corrects their stamps.
  void take(std::uint16_t leg, std::span<Frame> frames);

  // What is known of the leg's clock, and what was done; empty for the reference.
  std::string text(std::uint16_t leg) const;

  // Bytes that this takes at most.
  static constexpr std::size_t memory() {
    return kRemembered * sizeof(Seen) +
           causes::CauseFinder::memory(causes::CauseFinder::kConversations) +
           causes::CauseFinder::memory_of_far(causes::CauseFinder::kConversations);
  }

 private:
  // Frames whose effects are looked for, of all legs: a power of two.
  static constexpr std::size_t kRemembered = std::size_t{1} << 17;
  // How often a clock is looked at anew.
  static constexpr std::int64_t kEvery = 100'000'000;

  struct Seen {
    std::int64_t stamp = 0;
    std::uint16_t leg = 0;
  };
  struct Clock {  // of a leg, against the reference
    ClockOffset offset;
    std::optional<ClockOffset::Estimate> known;
    std::int64_t looked_at = 0;  // a stamp
    bool near = false;           // there was evidence of what is near each other
    bool told = false;
    std::uint64_t steps_told = 0;
  };

  void learn(std::span<const Frame> frames);
  enum class Evidence { kNear, kFar };
  void compare_pairs(Evidence evidence);
  void compare(const Seen& cause, const Seen& effect, Evidence evidence);
  std::optional<std::uint16_t> compared(std::uint16_t a, std::uint16_t b) const;
  void look_at_clock(std::uint16_t leg, std::int64_t stamp);
  bool is_corrected(std::uint16_t leg) const;
  std::string in_words(std::uint16_t leg) const;

  std::vector<AlignedLeg> legs_;
  std::uint16_t reference_ = 0;
  FrameWitness witness_;
  Ticket next_ = 0;
  std::vector<Seen> seen_;  // by ticket: a ring
  std::vector<CausePair> pairs_;
  std::vector<Clock> clocks_;  // by leg; the reference's is not used
};

}  // namespace tapbond
