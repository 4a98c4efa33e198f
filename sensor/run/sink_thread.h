// One sink and the thread that calls it, with the queue of batches between them.
//
// Batches are shared by all sinks and read by all of them at once; nobody changes one. The thread
// that reads the legs submits, the sink's own thread writes, and hands its reference back when the
// sink is done with it. What bounds the queue of a sink that everything waits for is the slab pool:
// a batch that waits here keeps its slabs. A sink that nothing waits for has a bound of its own,
// and what comes while it is that far behind passes it by. A sink that is in no hurry gets several
// batches at once, so that its writes are large while another sink gets each batch as it comes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bond/causal_window.h"
#include "bond/frame.h"
#include "sensor/files/beside.h"
#include "sensor/files/interface.h"
#include "sensor/posix/patience.h"
#include "sensor/sinks/sink.h"
#include "sensor/sinks/sink_counts.h"

namespace tapbond {

struct Batch {
  // Bytes of memory: large enough that the cost of a write is its bytes, small enough to stay in
  // the cache.
  static constexpr std::size_t kWorthAWrite = std::size_t{1} << 20;

  std::optional<Section> section{};    // begun before all else
  std::vector<Interface> interfaces;   // announced before the frames
  std::vector<BesideBlock> blocks{};   // likewise
  std::vector<Frame> frames;           // in order
  std::vector<Moved> moved{};          // those with another time than their stamp
  std::size_t bytes = 0;               // of memory that the frames keep occupied, about
  std::optional<Progress> progress{};  // told behind the frames
  bool reopen = false;                 // asked for behind the frames
};

// A sink's place in the run.
struct Destination {
  static constexpr std::size_t kWaitedFor = std::numeric_limits<std::size_t>::max();

  std::unique_ptr<Sink> sink;
  std::string name{};                // in the summary and in messages
  std::size_t may_lag = kWaitedFor;  // bytes; what comes when it is further behind is lost to it
  std::shared_ptr<Patience> patience{};  // that the sink has with its reader; none: it has none
  std::int64_t linger_ns = 0;            // that frames may wait for more to be written with them
};

class SinkThread {
 public:
  // Called by the thread, with each batch that the sink is done with; may not call back.
  using Return = std::function<void(std::shared_ptr<Batch>)>;

  SinkThread(Destination destination, Return give_back);
  SinkThread(const SinkThread&) = delete;
  SinkThread& operator=(const SinkThread&) = delete;
  // Waits for the write that is under way; what is still queued is not written.
  ~SinkThread();

  void submit(const std::shared_ptr<Batch>& batch);
  // What was submitted is written without waiting for more.
  void hurry();
  bool waited_for() const { return may_lag_ == Destination::kWaitedFor; }

  // From here on a reader that takes nothing is given up in less than a second.
  void lose_patience() {
    if (patience_) patience_->lose();
  }

  // Everything that was submitted is written, or given up.
  bool idle() const;
  bool failed() const;
  bool complete() const;  // the sink is
  SinkCounts counts() const;
  // Frames, by row of the interface table, as far as there are any.
  std::vector<std::uint64_t> written() const;

  // Has the sink write what is queued, then end its file with these counts, and the thread with it.
  // At most once; then wait for finished(), which takes at most `wait_ms` milliseconds to answer.
  void finish(std::vector<InterfaceCounts> counts);
  bool finished(int wait_ms);

 private:
  using Batches = std::vector<std::shared_ptr<Batch>>;
  using Clock = std::chrono::steady_clock;

  void run();
  bool due() const;
  bool wait(std::unique_lock<std::mutex>& lock);
  void take(Batches& batches);
  void write(const Batches& batches);
  void hand_to_sink(const Batch& batch, std::vector<std::uint64_t>& passed_over);
  void look();
  void finish_sink();
  // Says so at once, unless the run ends for it.
  void fail(const char* problem, const char* consequence = "; the capture goes on without it");

  const std::string name_;
  const std::size_t may_lag_;
  const std::chrono::nanoseconds linger_;
  const std::shared_ptr<Patience> patience_;
  const Return give_back_;
  const std::unique_ptr<Sink> sink_;  // the thread's own, but for remark()

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable end_;
  std::deque<std::shared_ptr<Batch>> queue_;
  Clock::time_point queued_since_{};  // what is in front
  std::size_t queued_bytes_ = 0;
  std::uint64_t waiting_ = 0;
  std::uint64_t lost_ = 0;
  std::vector<std::uint64_t> written_;  // by row
  std::vector<InterfaceCounts> final_counts_;
  std::string problem_;
  bool failed_ = false;
  bool complete_ = false;
  bool busy_ = false;
  bool hurry_ = false;
  bool finish_ = false;
  bool quit_ = false;
  bool ended_ = false;

  Clock::time_point looked_{};  // the thread's own

  std::thread thread_;  // last: it uses everything above
};

}  // namespace tapbond
