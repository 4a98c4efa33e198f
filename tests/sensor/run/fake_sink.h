// Sinks that write nowhere, and do what a test tells them: wait, fail, remember.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sensor/run/sink_thread.h"

namespace tapbond {

inline Interface interface_named(const std::string& name, std::uint16_t leg = 0) {
  Interface interface;
  interface.name = name;
  interface.leg = leg;
  return interface;
}

// Closed until somebody opens it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void await_somebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  bool waiting_ = false;
};

// What a sink was given, for the test's thread to look at while the sink's thread goes on.
struct Received {
  std::vector<Frame> frames;           // their bytes are not theirs any more
  std::vector<std::uint32_t> numbers;  // as the bytes said when they were written
  std::vector<std::string> interfaces;
  std::vector<InterfaceCounts> final_counts;
  bool announced = true;                 // every interface, before its first frame
  bool flushed = true;                   // everything
  std::vector<std::int64_t> reached;     // as progress said
  std::vector<std::size_t> reopened_at;  // behind so many frames
  int writes = 0;
  int finishes = 0;
};

// The number that a test's frame has in its first bytes.
inline std::uint32_t number_in(const Frame& frame) {
  std::uint32_t number = 0;
  std::memcpy(&number, frame.bytes, sizeof number);
  return number;
}

// One sink's instructions and what became of them; outlives the sink.
class FakeSink {
 public:
  Gate* gate = nullptr;                     // to pass before each write
  std::optional<std::uint64_t> fail_after;  // so many frames
  bool fail_to_finish = false;
  bool is_gone = false;                         // as look() finds
  std::int64_t away_for = 0;                    // frames whose stamp is a multiple of it; 0: none
  std::optional<std::uint64_t> complete_after;  // so many frames

  std::unique_ptr<Sink> make() { return std::make_unique<Writer>(*this); }

  Received received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

 private:
  class Writer final : public Sink {
   public:
    explicit Writer(FakeSink& plan) : plan_(plan) {}

    void add_interface(const Interface& interface) override {
      const std::lock_guard lock(plan_.mutex_);
      plan_.received_.interfaces.push_back(interface.name);
      plan_.received_.flushed = false;
    }

    void progress(const Progress& progress) override {
      const std::lock_guard lock(plan_.mutex_);
      plan_.received_.reached.push_back(progress.reached);
    }

    void look() override {
      if (plan_.is_gone) throw SinkError("the fake sink is gone");
    }

    std::span<const std::uint64_t> passed_over() const override { return passed_over_; }

    void reopen() override {
      const std::lock_guard lock(plan_.mutex_);
      plan_.received_.reopened_at.push_back(plan_.received_.frames.size());
    }

    bool complete() const override { return written_ == plan_.complete_after; }

    void write(std::span<const Frame> batch) override {
      if (plan_.gate != nullptr) plan_.gate->pass();
      const std::lock_guard lock(plan_.mutex_);
      Received& received = plan_.received_;
      ++received.writes;
      received.flushed = batch.empty() && received.flushed;
      passed_over_.clear();
      for (const Frame& frame : batch) {
        if (written_ == plan_.complete_after) return;
        if (plan_.away_for != 0 && frame.stamp % plan_.away_for == 0) {
          if (frame.interface >= passed_over_.size()) {
            passed_over_.resize(frame.interface + std::size_t{1});
          }
          ++passed_over_[frame.interface];
          continue;
        }
        if (written_ == plan_.fail_after) throw SinkError("the fake sink is full");
        received.announced = received.announced && frame.interface < received.interfaces.size();
        received.frames.push_back(frame);
        if (frame.bytes != nullptr) received.numbers.push_back(number_in(frame));
        ++written_;
      }
    }

    void flush() override {
      const std::lock_guard lock(plan_.mutex_);
      plan_.received_.flushed = true;
    }

    void finish(std::span<const InterfaceCounts> counts) override {
      if (plan_.fail_to_finish) throw SinkError("the fake sink cannot finish");
      const std::lock_guard lock(plan_.mutex_);
      ++plan_.received_.finishes;
      plan_.received_.final_counts.assign(counts.begin(), counts.end());
    }

    std::uint64_t written() const override { return written_; }

   private:
    FakeSink& plan_;
    std::uint64_t written_ = 0;
    std::vector<std::uint64_t> passed_over_;
  };

  mutable std::mutex mutex_;
  Received received_;
};

// All of them are waited for.
template <typename... Fakes>
std::vector<Destination> sinks_of(Fakes&... fakes) {
  std::vector<Destination> sinks;
  (sinks.push_back({.sink = fakes.make(), .name = "fake"}), ...);
  return sinks;
}

inline std::vector<Destination> sinks_with_linger(FakeSink& sink, std::int64_t linger_ns) {
  std::vector<Destination> sinks = sinks_of(sink);
  sinks.front().linger_ns = linger_ns;
  return sinks;
}

// The first is waited for; the second may lag so many bytes behind.
inline std::vector<Destination> sink_and_onlooker(FakeSink& sink, FakeSink& onlooker,
                                                  std::size_t may_lag) {
  std::vector<Destination> sinks = sinks_of(sink, onlooker);
  sinks.back().name = "onlooker";
  sinks.back().may_lag = may_lag;
  return sinks;
}

}  // namespace tapbond
