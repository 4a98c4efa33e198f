// Where the ordered batches leave the thread that reads the legs: shared out to the sinks, each on
// a thread of its own, and handed back when every sink is done with them.
//
// Threads, because a write may block for as long as a disk or a pipe likes, while the kernel's
// rings must be emptied all the same. The reading thread owns the legs, the bond and the slab pool
// and calls everything here; the sinks' threads only read frames' bytes. All references to a batch
// are let go under one mutex, so that the last one is known.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/interface.h"
#include "sensor/run/sink_thread.h"

namespace tapbond {

class Outlet {
 public:
  // The frames of the first one count as written; it is one that is waited for.
  explicit Outlet(std::vector<Destination> destinations);

  void submit(Batch&& batch);

  // Nothing that was submitted waits for more to be written with it.
  void hurry();

  // Moves the frames that the sinks are done with to `frames`, which is cleared first: they belong
  // back in the pool. False when there are none, after waiting for at most `wait_ms` milliseconds.
  bool take_back(std::vector<Frame>& frames, int wait_ms);

  // A sink that is waited for failed: nothing more is written to it, frames still come back. What
  // went wrong, in one line.
  bool failed() const;
  std::string problem() const;

  // The run is to end: sinks that are waited for wait no longer for readers that take nothing.
  void lose_patience();

  // The first sink has all that it was asked for.
  bool complete() const { return threads_.front()->complete(); }

  // True when all that was submitted has been written (or given up) by the sinks that are waited
  // for. What no other sink still has can be taken back then.
  bool idle() const;

  // Frames that were written, by row of the interface table, as far as there are any.
  std::vector<std::uint64_t> written() const { return threads_.front()->written(); }

  // Of every sink, in their order.
  std::vector<SinkCounts> sinks() const;

  // Has the sinks write what they have and end their files with these counts. Call when idle, at
  // most once; then wait for finished(), which takes at most `wait_ms` milliseconds to answer.
  // caught_up() asks the same of the sinks that nothing waits for, which may never be.
  void finish(const std::vector<InterfaceCounts>& counts);
  bool finished(int wait_ms);
  bool caught_up(int wait_ms);

 private:
  void let_go(std::shared_ptr<Batch> batch);
  bool ended(bool waited_for, int wait_ms);

  mutable std::mutex mutex_;
  std::condition_variable done_;
  std::vector<std::vector<Frame>> returned_;

  std::vector<std::unique_ptr<SinkThread>> threads_;  // last: they use everything above
};

}  // namespace tapbond
