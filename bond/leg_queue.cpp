#include "bond/leg_queue.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <new>

namespace tapbond {
namespace {

// A queue that has grown to so many chunks grows by as many at once, in large pages, and gives all
// of them back when it is empty again. Live, with a hold of milliseconds, it stays shorter: there
// the kernel's search for a large page may take longer than its rings last.
constexpr std::size_t kMany = 16;
constexpr std::size_t kLargePage = std::size_t{2} << 20;

constexpr auto kLaterFirst = [](const auto& a, const auto& b) {
  if (a.frame.stamp != b.frame.stamp) return a.frame.stamp > b.frame.stamp;
  return a.arrival > b.arrival;
};

bool is_before(std::int64_t stamp, std::int64_t before) {
  return stamp < before || before == std::numeric_limits<std::int64_t>::max();
}

// A second of capture, for which files wait, may be millions of frames. Getting the memory for them
// in small pages takes longer than putting them in order.
std::shared_ptr<Frame[]> large_memory(std::size_t frames) {
  const std::size_t bytes = (frames * sizeof(Frame) + kLargePage - 1) / kLargePage * kLargePage;
  void* memory = std::aligned_alloc(kLargePage, bytes);
  if (memory == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  static_cast<void>(::madvise(memory, bytes, MADV_HUGEPAGE));
#endif
  return {static_cast<Frame*>(memory), std::free};
}

}  // namespace

void LegQueue::push(std::span<const Frame> frames) {
  while (!frames.empty() && straggles(frames.front())) {
    push_straggler(frames.front());
    frames = frames.subspan(1);
  }
  if (!frames.empty()) newest_ = frames.back().stamp;
  while (!frames.empty()) {
    if (tail_ == tail_end_) make_room_behind();
    const auto fitting = std::min(frames.size(), static_cast<std::size_t>(tail_end_ - tail_));
    tail_ = std::copy_n(frames.begin(), fitting, tail_);
    size_ += fitting;
    frames = frames.subspan(fitting);
  }
}

void LegQueue::push_straggler(const Frame& frame) {
  stragglers_.push_back({frame, arrivals_++});
  std::push_heap(stragglers_.begin(), stragglers_.end(), kLaterFirst);
}

std::size_t LegQueue::settle(std::int64_t before) {
  const std::size_t due = run_before(before);
  joining_.clear();
  while (!stragglers_.empty() && is_before(stragglers_.front().frame.stamp, before)) {
    joining_.push_back(stragglers_.front().frame);
    std::pop_heap(stragglers_.begin(), stragglers_.end(), kLaterFirst);
    stragglers_.pop_back();
  }
  if (joining_.empty()) return due;

  // Room is made in front, and both are merged into it: what is written never passes what is read.
  make_room_in_front(joining_.size());
  std::size_t from_run = joining_.size();
  const std::size_t end_of_run = joining_.size() + due;
  std::size_t to = 0;
  for (const Frame& straggler : joining_) {
    // It arrived behind every frame of the run that has its stamp.
    while (from_run != end_of_run && at(from_run).stamp <= straggler.stamp) {
      mutable_at(to++) = at(from_run++);
    }
    mutable_at(to++) = straggler;
  }
  return end_of_run;
}

void LegQueue::consume(std::size_t frames) {
  head_ += frames;
  size_ -= frames;
  const std::size_t used_up = head_ / kChunk;
  head_ %= kChunk;
  std::rotate(chunks_.begin(), chunks_.begin() + static_cast<std::ptrdiff_t>(used_up),
              chunks_.end());
  if (size_ == 0 && chunks_.size() > kMany) {
    chunks_.clear();
    head_ = 0;
    tail_ = tail_end_ = nullptr;
  }
}

// Only when the run ends where a chunk does.
void LegQueue::make_room_behind() {
  const std::size_t chunk = (head_ + size_) / kChunk;
  if (chunk == chunks_.size()) add_chunks();
  tail_ = chunks_[chunk].get();
  tail_end_ = tail_ + kChunk;
}

void LegQueue::add_chunks() {
  if (chunks_.size() < kMany) {
    chunks_.push_back(std::make_shared_for_overwrite<Frame[]>(kChunk));
    return;
  }
  const Chunk memory = large_memory(kMany * kChunk);
  for (std::size_t i = 0; i < kMany; ++i) chunks_.emplace_back(memory, &memory[i * kChunk]);
}

void LegQueue::make_room_in_front(std::size_t frames) {
  while (head_ < frames) {
    chunks_.insert(chunks_.begin(), std::make_shared_for_overwrite<Frame[]>(kChunk));
    head_ += kChunk;
  }
  head_ -= frames;
  size_ += frames;
}

std::int64_t LegQueue::oldest() const {
  const std::int64_t oldest = at(0).stamp;
  return stragglers_.empty() ? oldest : std::min(oldest, stragglers_.front().frame.stamp);
}

std::size_t LegQueue::run_before(std::int64_t before) const {
  std::size_t low = 0;
  std::size_t high = size_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_before(at(middle).stamp, before)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace tapbond
