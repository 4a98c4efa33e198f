// One leg of a live run, whatever it is: an interface of this host, or the feed of another sensor.
//
// A leg outlives what it listens to. While that is gone the leg is away; watch() notices, and takes
// it up again when it is back. Counts go on over such gaps.
//
// Not thread-safe; one thread drives all legs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/interface.h"
#include "sensor/legs/slab_writer.h"

namespace tapbond {

// Frames: received = accepted + filtered + joined + dropped_by_interface, and accepted = delivered
// + dropped_by_kernel once the leg is settled.
struct LegCounts {
  std::uint64_t received = 0;
  std::uint64_t accepted = 0;   // passed the filter
  std::uint64_t delivered = 0;  // by the kernel to tapbond
  std::uint64_t filtered = 0;
  std::uint64_t dropped_by_kernel = 0;
  std::uint64_t dropped_by_interface = 0;
  std::uint64_t joined = 0;  // fragments that came out as a part of another's frame
  std::uint64_t lost = 0;    // by their source's numbers, before they came here; none of the above
  std::uint64_t times_away = 0;
  std::int64_t away_ns = 0;
  InterfaceCounts earlier{};  // of a feed, as its sensor tells: none of it is in the above
};

// What shows a leg to those whom it listens to.
struct Exposure {
  std::vector<std::string> addresses{};  // that it has
  std::uint64_t frames_sent = 0;         // since the start, by one that had no address then
};

class Leg {
 public:
  // Enters an interface into the run's table, ahead of its frames; answers with its row.
  using Announce = std::function<std::uint32_t(Interface)>;

  enum class Drained {
    kEmpty,   // nothing was left
    kMore,    // there is more, or may be
    kEnough,  // there may be more, but the other legs and the bond come first
    kNoRoom,  // the pool has no slab: release frames first
  };

  Leg() = default;
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;
  virtual ~Leg() = default;

  virtual const std::string& name() const = 0;

  // Whether frames are stamped with another host's clock.
  virtual bool is_remote() const = 0;
  // Whether they are stamped with an adapter's clock that nobody sets by the host's.
  virtual bool has_adapters_clock() const { return false; }
  // Whether interfaces are found in its frames, beside those that they came in on.
  virtual bool finds_interfaces() const { return false; }

  // By which counters it is known what was lost before it could be received, or that it is not
  // known; empty where there is nothing to say.
  virtual std::string loss_remark() const { return {}; }

  // As it was last seen, some seconds ago at most.
  virtual Exposure exposure() const { return {}; }

  // From here on frames are accepted.
  virtual void start() = 0;
  // Says in the log what is listened to.
  virtual void introduce() const = 0;

  // Appends about `budget` frames at most.
  virtual Drained drain(int budget, SlabWriter& slabs, std::vector<Frame>& out) = 0;

  // Looks after what is listened to; cheap enough for ten times a second. `now`: monotonic
  // nanoseconds.
  virtual void watch(std::int64_t now) = 0;
  virtual bool away() const = 0;

  // Accepts no further frames. settled() says when everything accepted has been delivered.
  virtual void stop() = 0;
  virtual bool settled() = 0;

  // Refreshes and returns the counts, including the gap that is going on at `now`.
  virtual LegCounts counts(std::int64_t now) = 0;
  // Of the interface in that row of the run's table, as they were last refreshed; nothing of gaps.
  virtual LegCounts counts_of(std::uint32_t row) const = 0;

  // To poll(2) on; -1 while there is nothing.
  virtual int descriptor() const = 0;
};

// In the order of the command line.
using Legs = std::vector<std::unique_ptr<Leg>>;

}  // namespace tapbond
