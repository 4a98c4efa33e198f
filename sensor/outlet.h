// The thread that writes: takes ordered batches from the thread that reads the legs, and hands
// their frames back when every sink is done with them.
//
// Two threads, because a write may block for as long as a disk or a pipe likes, while the kernel's
// rings must be emptied all the same. The reading thread owns the legs, the bond and the slab pool
// and calls everything here. The writing thread owns the sinks and only reads frames' bytes. A
// batch has one owner at a time; it changes hands under the mutex. What bounds the queue is the
// slab pool: a batch that waits here keeps its slabs.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bond/frame.h"
#include "sensor/interface.h"
#include "sensor/sinks/sink.h"

namespace tapbond {

struct Batch {
  std::vector<Interface> interfaces;  // announced before the frames
  std::vector<Frame> frames;          // in order
};

class Outlet {
 public:
  // The first sink is the one whose frames count as written.
  Outlet(std::vector<std::unique_ptr<Sink>> sinks, std::size_t legs);
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;
  // Waits for the write that is under way; what is still queued is not written.
  ~Outlet();

  void submit(Batch&& batch);

  // Moves the frames that the sinks are done with to `frames`, which is cleared first: they belong
  // back in the pool. False when there are none, after waiting for at most `wait_ms` milliseconds.
  bool take_back(std::vector<Frame>& frames, int wait_ms);

  // A sink failed: nothing more is written, frames still come back. What went wrong, in one line.
  bool failed() const;
  std::string problem() const;

  // True when all that was submitted has been written (or given up).
  bool idle() const;

  // Frames that were written, per leg.
  std::vector<std::uint64_t> written() const;

  // Has the sinks end their files with these counts, and the thread with them. Call when idle, at
  // most once; then wait for finished(), which takes at most `wait_ms` milliseconds to answer.
  void finish(std::vector<InterfaceCounts> counts);
  bool finished(int wait_ms);

 private:
  void run();
  void finish_sinks();
  void write(const Batch& batch);
  void count(const std::vector<Frame>& frames, std::uint64_t saved);

  std::vector<std::unique_ptr<Sink>> sinks_;  // the writing thread's
  const Sink* broken_ = nullptr;              // the one that failed, likewise

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable done_;
  std::deque<Batch> queue_;
  std::vector<std::vector<Frame>> returned_;
  std::vector<std::uint64_t> written_;
  std::vector<InterfaceCounts> final_counts_;
  std::string problem_;
  bool failed_ = false;
  bool busy_ = false;
  bool finish_ = false;
  bool quit_ = false;
  bool ended_ = false;

  std::thread thread_;  // last: it uses everything above
};

}  // namespace tapbond
