// How far each leg of a live run has been read: which one is read next, and how far the bond may
// rely on what came from it.
//
// A run reads in passes. In each the leg furthest behind is read first, a portion at a time, until
// every leg has no more or the pass has enough. Both are a matter of bytes: what was read goes on
// to the bond and the sinks at the end of a pass, and one that took 16,384 frames of 9000 bytes
// touched 147 MB of new memory before the writer got the first of them. Time is told by the caller.
// One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bond/frame.h"
#include "bond/merge.h"
#include "sensor/legs/leg.h"
#include "sensor/posix/clock.h"
#include "sensor/run/clock_watch.h"

namespace tapbond {

class LegReadings {
 public:
  // A leg delays nobody further than the hold, whatever clock its host has. One thing excuses a
  // feed that is behind: that nobody has read here, so that its host could not send. Then it is
  // waited for so long. Nanoseconds.
  static constexpr std::int64_t kMayCatchUp = 2'000'000'000;
  // What a leg may deliver before the others get their turn, and all legs before the bond does.
  // Bytes, as frames take in a ring.
  static constexpr std::size_t kPortion = std::size_t{256} << 10;
  static constexpr std::size_t kPass = std::size_t{4} << 20;
  // Between two passes: nobody has read.
  static constexpr std::int64_t kNobodyRead = 250'000'000;

  // `clock` is the one that legs which are no feeds are stamped with; it outlives this, and learns
  // of their stamps here. `hold` as the bond has it.
  LegReadings(const Legs& legs, std::int64_t hold, StampClock& clock);

  // The bond's hold has changed.
  void set_hold(std::int64_t hold) { hold_ = hold; }

  void begin_pass();

  // The leg to read next; none when no leg has more, or the pass has enough.
  std::optional<std::uint16_t> next() const;

  // Frames that it may deliver then: a portion, of frames like its last.
  int budget(std::uint16_t leg) const;

  // A portion of the leg's frames was read, and the leg left as `found`.
  void took(std::uint16_t leg, Leg::Drained found, std::span<const Frame> frames,
            const Instant& now);

  // `now`: the clock as read when the pass began, before any leg was found empty (bond.h says why
  // that matters). `stalled`: it ended because the sinks kept it from reading.
  void end_pass(const Instant& now, bool stalled);

  // The leg's stamps up to here have been seen: what the bond is told as reached().
  std::int64_t reached(std::uint16_t leg, const Instant& now) const;

  // The same of all legs together, less the hold: what comes later from before it is late.
  std::int64_t all_reached(const Instant& now) const;

  // Whether the last pass left frames behind.
  bool backlog() const;

  // Of the legs that are no feeds, the one that filled its ring most before the last pass, and
  // those before in which it was not read to the end: bytes.
  std::size_t most_in_a_ring() const;

  // The clock was set: no stamp seen so far compares with those to come.
  void forget_stamps();

 private:
  struct Reading {  // of one leg
    bool remote = false;
    std::int64_t newest = Merge::kNever;       // of the last frames that came from it
    Leg::Drained found = Leg::Drained::kMore;  // in this pass
    std::size_t bytes = 0;                     // of frames, since it was read to the end
    std::size_t mean = 0;                      // bytes of a frame, in the last portion
    std::int64_t came_at = 0;                  // the last frames; monotonic, of the pass
    bool behind = false;                       // of feeds: more than the hold
    std::int64_t excused_until = 0;            // monotonic
    bool empty() const { return found == Leg::Drained::kEmpty; }
  };
  std::int64_t reached(const Reading& reading, const Instant& now) const;
  std::int64_t present(const Instant& now) const;

  std::int64_t hold_;
  StampClock& clock_;
  std::vector<Reading> readings_;
  std::size_t read_ = 0;        // bytes in this pass, of all legs
  std::int64_t last_pass_ = 0;  // monotonic; 0: none yet
};

}  // namespace tapbond
