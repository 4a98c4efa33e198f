#include "sensor/run/sink_thread.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

#include "sensor/posix/thread_name.h"

namespace tapbond {
namespace {

constexpr std::chrono::milliseconds kLookEvery{400};

}  // namespace

SinkThread::SinkThread(Destination destination, Return give_back)
    : name_(std::move(destination.name)),
      may_lag_(destination.may_lag),
      linger_(destination.linger_ns),
      patience_(std::move(destination.patience)),
      give_back_(std::move(give_back)),
      sink_(std::move(destination.sink)),
      thread_([this] { run(); }) {}

SinkThread::~SinkThread() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void SinkThread::submit(const std::shared_ptr<Batch>& batch) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) queued_since_ = Clock::now();
    if (queued_bytes_ <= may_lag_ && (!failed_ || waited_for())) {
      queue_.push_back(batch);
      queued_bytes_ += batch->bytes;
      waiting_ += batch->frames.size();
    } else {
      lost_ += batch->frames.size();
      const bool nothing_else =
          batch->interfaces.empty() && !batch->section && batch->blocks.empty() && !batch->reopen;
      if (failed_ || nothing_else) return;
      // Frames that it does get may be of these interfaces.
      queue_.push_back(std::make_shared<Batch>(Batch{.section = batch->section,
                                                     .interfaces = batch->interfaces,
                                                     .blocks = batch->blocks,
                                                     .frames = {},
                                                     .reopen = batch->reopen}));
    }
    if (batch->reopen) hurry_ = true;
    // It looks at the clock when the first has come.
    if (queue_.size() > 1 && !due()) return;
  }
  work_.notify_one();
}

void SinkThread::hurry() {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return;
    hurry_ = true;
  }
  work_.notify_one();
}

bool SinkThread::idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && !busy_;
}

bool SinkThread::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

bool SinkThread::complete() const {
  const std::lock_guard lock(mutex_);
  return complete_;
}

SinkCounts SinkThread::counts() const {
  const std::lock_guard lock(mutex_);
  return {.name = name_,
          .written = std::accumulate(written_.begin(), written_.end(), std::uint64_t{0}),
          .lost = lost_,
          .waiting = waiting_,
          .remark = sink_->remark(),
          .problem = problem_};
}

std::vector<std::uint64_t> SinkThread::written() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

void SinkThread::finish(std::vector<InterfaceCounts> counts) {
  {
    const std::lock_guard lock(mutex_);
    final_counts_ = std::move(counts);
    finish_ = true;
  }
  work_.notify_one();
}

bool SinkThread::finished(int wait_ms) {
  std::unique_lock lock(mutex_);
  return end_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return ended_; });
}

void SinkThread::run() {
  name_this_thread("tapbond-writer");
  // Signals are for the reading thread, whose waits they end; but for those of this thread's own
  // doing.
  sigset_t all;
  sigfillset(&all);
  sigdelset(&all, SIGBUS);
  sigdelset(&all, SIGSEGV);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  Batches batches;
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!wait(lock)) {
      lock.unlock();
      look();
      lock.lock();
      continue;
    }
    if (quit_ || queue_.empty()) break;
    take(batches);
    busy_ = true;
    const bool lost = failed_;
    lock.unlock();
    if (!lost) write(batches);
    look();
    lock.lock();
    busy_ = false;
    for (std::shared_ptr<Batch>& batch : batches) {
      queued_bytes_ -= batch->bytes;
      waiting_ -= batch->frames.size();
      if (lost) lost_ += batch->frames.size();
      give_back_(std::move(batch));
    }
    batches.clear();
  }
  if (!quit_ && !failed_) {
    lock.unlock();
    finish_sink();
    lock.lock();
  }
  ended_ = true;
  end_.notify_one();
}

// There is something to write that waits for no more.
bool SinkThread::due() const {
  if (queue_.empty()) return false;
  return hurry_ || linger_.count() == 0 || queued_bytes_ >= Batch::kWorthAWrite ||
         Clock::now() - queued_since_ >= linger_;
}

// Until there is something to do. False: there is not, for as long as it may be without a look.
bool SinkThread::wait(std::unique_lock<std::mutex>& lock) {
  const auto end = Clock::now() + kLookEvery;
  while (!quit_ && !finish_ && !due()) {
    if (Clock::now() >= end) return false;
    work_.wait_until(lock, queue_.empty() ? end : std::min(end, queued_since_ + linger_));
  }
  return true;
}

// Some from the front of the queue: no more than are worth a write, and none behind what a sink is
// told between batches.
void SinkThread::take(Batches& batches) {
  std::size_t bytes = 0;
  for (bool more = true; more && !queue_.empty();) {
    const Batch& batch = *queue_.front();
    bytes += batch.bytes;
    more = bytes < Batch::kWorthAWrite && !batch.progress && !batch.reopen;
    batches.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  if (queue_.empty()) hurry_ = false;
}

void SinkThread::look() {
  const auto now = std::chrono::steady_clock::now();
  if (failed() || now - looked_ < kLookEvery) return;
  looked_ = now;
  try {
    sink_->look();
  } catch (const std::exception& error) {
    fail(error.what());
  }
}

void SinkThread::finish_sink() {
  try {
    sink_->finish(final_counts_);
  } catch (const std::exception& error) {
    fail(error.what(), "");
  }
}

// Adds up, by row of the interface table, what the sink passes over.
void SinkThread::hand_to_sink(const Batch& batch, std::vector<std::uint64_t>& passed_over) {
  if (batch.section) sink_->begin_section(*batch.section);
  for (const Interface& interface : batch.interfaces) sink_->add_interface(interface);
  for (const BesideBlock& block : batch.blocks) sink_->add_block(block);
  if (!batch.moved.empty()) sink_->moved({batch.frames.data(), batch.moved});
  const auto note = [&] {
    const std::span<const std::uint64_t> rows = sink_->passed_over();
    if (rows.size() > passed_over.size()) passed_over.resize(rows.size());
    std::ranges::transform(rows, passed_over, passed_over.begin(), std::plus<>());
  };
  try {
    sink_->write(batch.frames);
  } catch (...) {
    note();
    throw;
  }
  note();
}

void SinkThread::write(const Batches& batches) {
  // They are written through before the next ones begin, so what a failing sink has saved is a
  // number of frames from their front, but for those that it passed over.
  const std::uint64_t before = sink_->written();
  std::vector<std::uint64_t> passed_over;
  try {
    for (const auto& batch : batches) hand_to_sink(*batch, passed_over);
    sink_->flush();
    const Batch& last = *batches.back();
    if (last.progress) sink_->progress(*last.progress);
    if (last.reopen) sink_->reopen();
  } catch (const std::exception& error) {
    fail(error.what());
  }
  const std::uint64_t saved = sink_->written() - before;
  std::uint64_t handled = std::accumulate(passed_over.begin(), passed_over.end(), saved);
  std::uint64_t frames = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& batch : batches) {
    frames += batch->frames.size();
    const std::uint64_t of_batch = std::min<std::uint64_t>(handled, batch->frames.size());
    handled -= of_batch;
    const auto end = batch->frames.begin() + static_cast<std::ptrdiff_t>(of_batch);
    std::for_each(batch->frames.begin(), end, [this](const Frame& frame) {
      if (frame.interface >= written_.size()) written_.resize(frame.interface + std::size_t{1});
      ++written_[frame.interface];
    });
  }
  for (std::size_t row = 0; row < passed_over.size(); ++row) written_[row] -= passed_over[row];
  lost_ += frames - saved;
  complete_ = sink_->complete();
}

void SinkThread::fail(const char* problem, const char* consequence) {
  if (!waited_for()) spdlog::warn("{}: {}{}", name_, problem, consequence);
  const std::lock_guard lock(mutex_);
  failed_ = true;
  problem_ = problem;
}

}  // namespace tapbond
