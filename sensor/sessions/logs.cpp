#include "sensor/sessions/logs.h"

#include <utility>

#include "sensor/posix/thread_name.h"

namespace tapbond::sessions {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// Stays in the cache that one processor leaves it in for another.
constexpr std::size_t kPortion = std::size_t{64} << 10;
constexpr std::size_t kMostWaiting = 8;

std::int64_t second_of(std::int64_t stamp) { return stamp / kSecond * kSecond; }

}  // namespace

Logs::Logs(LogOptions options)
    : kept_(!options.directory.empty()),
      rotate_every_(options.rotate_every),
      files_(std::move(options)) {}

Logs::~Logs() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

LogRow Logs::row(const LogSchema& schema) {
  if (!kept_) {
    rows_.clear();
  } else if (rows_.size() >= kPortion) {
    hand_over({});
  }
  return {schema, rows_};
}

void Logs::flush() {
  if (rows_.size() > 0) {
    hand_over([](LogFiles& files) { files.flush(); });
    return;
  }
  const std::lock_guard lock(mutex_);
  throw_problem();
}

void Logs::reached(std::int64_t stamp) {
  if (begun_ && (rotate_every_ == 0 || stamp - *begun_ < rotate_every_)) return;
  const bool first = !begun_;
  begun_ = second_of(stamp);
  hand_over([first, begun = *begun_](LogFiles& files) {
    if (!first) files.rotate();
    files.begin(begun);
  });
}

void Logs::reopen() {
  hand_over([](LogFiles& files) { files.reopen(); });
}

void Logs::finish() {
  if (!kept_) return;
  std::unique_lock lock(mutex_);
  enqueue(lock, [](LogFiles& files) { files.finish(); });
  done_.wait(lock, [this] { return queue_.empty(); });
  throw_problem();
}

void Logs::hand_over(Step then) {
  if (!kept_) return;
  std::unique_lock lock(mutex_);
  enqueue(lock, std::move(then));
  throw_problem();
}

void Logs::enqueue(std::unique_lock<std::mutex>& lock, Step then) {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  done_.wait(lock, [this] { return queue_.size() < kMostWaiting; });
  queue_.push_back({std::move(rows_), std::move(then)});
  rows_.clear();
  if (!spares_.empty()) {
    rows_ = std::move(spares_.back());
    spares_.pop_back();
  }
  work_.notify_one();
}

// With the mutex held.
void Logs::throw_problem() {
  if (problem_) std::rethrow_exception(std::exchange(problem_, nullptr));
}

void Logs::run() {
  name_this_thread("tapbond-log");
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return quit_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Portion& portion = queue_.front();
    lock.unlock();
    carry_out(portion);
    portion.rows.clear();
    lock.lock();
    spares_.push_back(std::move(portion.rows));
    queue_.pop_front();
    done_.notify_one();
  }
}

void Logs::carry_out(const Portion& portion) {
  const auto attempt = [this](const auto& step) {
    try {
      step();
    } catch (...) {
      failed_ = true;
      const std::lock_guard lock(mutex_);
      if (!problem_) problem_ = std::current_exception();
    }
  };
  if (!failed_) attempt([&] { files_.put(portion.rows); });
  if (portion.then) attempt([&] { portion.then(files_); });
}

}  // namespace tapbond::sessions
