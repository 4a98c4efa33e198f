#include "sensor/run/outlet.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tapbond {

Outlet::Outlet(std::vector<Destination> destinations) {
  for (Destination& destination : destinations) {
    threads_.push_back(std::make_unique<SinkThread>(
        std::move(destination),
        [this](std::shared_ptr<Batch> batch) { let_go(std::move(batch)); }));
  }
}

void Outlet::submit(Batch&& batch) {
  auto shared = std::make_shared<Batch>(std::move(batch));
  for (const auto& thread : threads_) thread->submit(shared);
  let_go(std::move(shared));
}

void Outlet::hurry() {
  for (const auto& thread : threads_) thread->hurry();
}

void Outlet::let_go(std::shared_ptr<Batch> batch) {
  {
    const std::lock_guard lock(mutex_);
    if (batch.use_count() > 1) {
      batch.reset();
      return;
    }
    returned_.push_back(std::move(batch->frames));
  }
  done_.notify_one();
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
  return std::any_of(threads_.begin(), threads_.end(),
                     [](const auto& thread) { return thread->waited_for() && thread->failed(); });
}

std::string Outlet::problem() const {
  for (const auto& thread : threads_) {
    if (thread->waited_for() && thread->failed()) return thread->counts().problem;
  }
  return {};
}

void Outlet::lose_patience() {
  for (const auto& thread : threads_) {
    if (thread->waited_for()) thread->lose_patience();
  }
}

bool Outlet::idle() const {
  return std::all_of(threads_.begin(), threads_.end(),
                     [](const auto& thread) { return !thread->waited_for() || thread->idle(); });
}

std::vector<SinkCounts> Outlet::sinks() const {
  std::vector<SinkCounts> counts;
  for (const auto& thread : threads_) counts.push_back(thread->counts());
  return counts;
}

void Outlet::finish(const std::vector<InterfaceCounts>& counts) {
  for (const auto& thread : threads_) thread->finish(counts);
}

bool Outlet::finished(int wait_ms) { return ended(true, wait_ms); }

bool Outlet::caught_up(int wait_ms) { return ended(false, wait_ms); }

bool Outlet::ended(bool waited_for, int wait_ms) {
  return std::all_of(threads_.begin(), threads_.end(), [&](const auto& thread) {
    return thread->waited_for() != waited_for || thread->finished(wait_ms);
  });
}

}  // namespace tapbond
