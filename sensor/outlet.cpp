#include "sensor/outlet.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

namespace tapbond {

Outlet::Outlet(std::vector<std::unique_ptr<Sink>> sinks, std::size_t legs)
    : sinks_(std::move(sinks)), written_(legs), thread_([this] { run(); }) {}

Outlet::~Outlet() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Outlet::submit(Batch&& batch) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(batch));
  }
  work_.notify_one();
}

bool Outlet::take_back(std::vector<Frame>& frames, int wait_ms) {
  frames.clear();
  std::unique_lock lock(mutex_);
  if (wait_ms > 0) {
    done_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return !returned_.empty(); });
  }
  if (returned_.empty()) return false;
  frames.swap(returned_.back());
  returned_.pop_back();
  return true;
}

bool Outlet::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

std::string Outlet::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

bool Outlet::idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && !busy_;
}

std::vector<std::uint64_t> Outlet::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

void Outlet::finish(std::vector<InterfaceCounts> counts) {
  {
    const std::lock_guard lock(mutex_);
    final_counts_ = std::move(counts);
    finish_ = true;
    quit_ = true;
  }
  work_.notify_one();
}

bool Outlet::finished(int wait_ms) {
  std::unique_lock lock(mutex_);
  return done_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return ended_; });
}

void Outlet::run() {
  pthread_setname_np(pthread_self(), "tapbond-writer");
  // Signals are for the reading thread, whose waits they end; but for those of this thread's own
  // doing.
  sigset_t all;
  sigfillset(&all);
  sigdelset(&all, SIGBUS);
  sigdelset(&all, SIGSEGV);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return quit_ || !queue_.empty(); });
    if (quit_) break;
    Batch batch = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    const bool lost = failed_;
    lock.unlock();
    if (!lost) write(batch);
    lock.lock();
    busy_ = false;
    returned_.push_back(std::move(batch.frames));
    done_.notify_one();
  }
  if (finish_) {
    lock.unlock();
    finish_sinks();
    lock.lock();
  }
  ended_ = true;
  done_.notify_one();
}

void Outlet::finish_sinks() {
  for (const auto& sink : sinks_) {
    if (sink.get() == broken_) continue;
    try {
      sink->finish(final_counts_);
    } catch (const std::exception& error) {
      const std::lock_guard lock(mutex_);
      if (!failed_) problem_ = error.what();
      failed_ = true;
    }
  }
}

void Outlet::write(const Batch& batch) {
  // A batch is written through before the next one begins, so what a failing sink has saved is a
  // number of frames from this batch's front.
  const std::uint64_t before = sinks_.front()->written();
  std::string problem;
  try {
    for (const auto& sink : sinks_) {
      broken_ = sink.get();
      for (const Interface& interface : batch.interfaces) sink->add_interface(interface);
      sink->write(batch.frames);
      sink->flush();
    }
    broken_ = nullptr;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  const std::lock_guard lock(mutex_);
  count(batch.frames, sinks_.front()->written() - before);
  if (!problem.empty()) {
    failed_ = true;
    problem_ = problem;
  }
}

void Outlet::count(const std::vector<Frame>& frames, std::uint64_t saved) {
  const auto end = frames.begin() + static_cast<std::ptrdiff_t>(saved);
  std::for_each(frames.begin(), end, [this](const Frame& frame) { ++written_[frame.leg]; });
}

}  // namespace tapbond
