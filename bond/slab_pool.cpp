#include "bond/slab_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <limits>
#include <system_error>
#include <utility>

namespace tapbond {
namespace {

#ifdef MAP_POPULATE
constexpr int kPopulate = MAP_POPULATE;  // all of it will be read: one fault instead of many
#else
constexpr int kPopulate = 0;
#endif

// What frames wait in at the default hold, but for the wildest load.
constexpr std::size_t kWarm = std::size_t{32} << 20;
// What a quiet run never goes beyond, as free slabs are used again last-in first-out.
constexpr std::size_t kReady = std::size_t{2} << 20;

constexpr std::size_t kPage = 4096;  // where they are larger, some are touched more than once

// One may have been dear as others wanted the memory, too.
constexpr unsigned kDearInARow = 3;

// Of the processor, that this thread has had: nanoseconds.
std::int64_t thread_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::uint8_t* reserve(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    throw std::system_error(errno, std::generic_category(), "cannot reserve the buffer");
  }
  return static_cast<std::uint8_t*>(memory);
}

}  // namespace

SlabPool::SlabPool(std::size_t bound, std::size_t min_slabs, std::size_t holders)
    : holders_(holders),
      spare_slabs_(min_slabs - holders),
      max_slabs_(std::clamp<std::size_t>(bound / kSlabBytes, min_slabs,
                                         std::numeric_limits<std::uint16_t>::max())),
      memory_(reserve(max_slabs_ * kSlabBytes)) {
  slabs_.reserve(max_slabs_);
  free_.reserve(max_slabs_);
}

void SlabPool::warm_up(std::int64_t dear) {
  const std::size_t bytes = std::min(kWarm, bound());
#ifdef MADV_HUGEPAGE
  // In a guest the address of every small page is looked up twice over: large ones took a quarter
  // off the time that a frame costs. Not for all of the pool: to find one in mid-capture, the
  // kernel may have to move others out of the way for longer than its rings last (with 64 MiB of
  // them, four runs of six lost 8 to 21 % of 1500-byte frames). Refused, it works too.
  static_cast<void>(::madvise(memory_, bytes, MADV_HUGEPAGE));
#endif
  // The rest when it is first used: a large page is found, or made, faster than a ring fills.
  std::memset(memory_, 0, std::min(kReady, bytes));
  warm_ = bytes / kSlabBytes;
  dear_ = dear;
}

bool SlabPool::grow() {
  if (!std::exchange(held_back_, false)) return false;
  growing_ = true;
  return true;
}

bool SlabPool::holds_back() const {
  return dear_slabs_ >= kDearInARow && !growing_ && free_.empty() && slabs_.size() >= warm_ &&
         slabs_.size() < max_slabs_;
}

// Takes the memory of a slab that was not used before.
void SlabPool::measure_new(std::uint16_t slab) {
  const std::int64_t before = thread_time();
  std::uint8_t* const memory = memory_ + slab * kSlabBytes;
#ifdef MADV_POPULATE_WRITE
  // All at once costs half. Refused, it works too.
  static_cast<void>(::madvise(memory, kSlabBytes, MADV_POPULATE_WRITE));
#endif
  for (std::size_t at = 0; at < kSlabBytes; at += kPage) {
    static_cast<volatile std::uint8_t*>(memory)[at] = 0;
  }
  const bool dear = thread_time() - before >= dear_;
  dear_slabs_ = dear ? dear_slabs_ + 1 : 0;
}

SlabPool::~SlabPool() { ::munmap(memory_, max_slabs_ * kSlabBytes); }

std::optional<std::uint16_t> SlabPool::open() {
  held_back_ = holds_back();
  if (held_back_) return std::nullopt;
  const std::size_t known = slabs_.size();
  const auto slab = take();
  growing_ = false;
  if (warm_ > 0 && slab && *slab >= std::max(known, warm_)) measure_new(*slab);
  if (slab && slabs_[*slab].window) {
    map(*slab, kSlabBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    slabs_[*slab].window = false;
  }
  return slab;
}

std::optional<std::uint16_t> SlabPool::open_window(int file, std::uint64_t offset,
                                                   std::size_t bytes) {
  const auto slab = take();
  if (slab) {
    slabs_[*slab].window = true;
    map(*slab, bytes, PROT_READ, MAP_SHARED | kPopulate, file, offset);
  }
  return slab;
}

SlabPool::Large::Large(std::size_t size, int protection, int flags, int file, std::uint64_t offset)
    : bytes(size) {
  void* const mapped = ::mmap(nullptr, bytes, protection, flags, file, static_cast<off_t>(offset));
  if (mapped == MAP_FAILED) {
    throw std::system_error(errno, std::generic_category(), "cannot be mapped");
  }
  memory = static_cast<std::uint8_t*>(mapped);
}

SlabPool::Large::~Large() { ::munmap(memory, bytes); }

std::optional<std::uint16_t> SlabPool::open_large(std::size_t bytes) {
  const std::size_t slabs = slabs_for(bytes);
  if (!can_take(slabs)) return std::nullopt;
  return take_for(std::make_unique<Large>(bytes, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
                  slabs);
}

std::optional<std::uint16_t> SlabPool::open_large_window(int file, std::uint64_t offset,
                                                         std::size_t bytes) {
  const std::size_t slabs = std::min(slabs_for(bytes), most_slabs_at_once());
  if (!can_take(slabs)) return std::nullopt;
  return take_for(std::make_unique<Large>(bytes, PROT_READ, MAP_SHARED | kPopulate, file, offset),
                  slabs);
}

bool SlabPool::can_take(std::size_t slabs) {
  if (free() >= slabs) return true;
  held_back_ = false;
  wanted_ = slabs;
  return false;
}

std::uint16_t SlabPool::take_for(std::unique_ptr<Large> large, std::size_t slabs) {
  while (large->idle.size() + 1 < slabs) {
    const std::uint16_t idle = take().value();
    // What its pages take is for the large one.
    static_cast<void>(::madvise(memory(idle), kSlabBytes, MADV_DONTNEED));
    large->idle.push_back(idle);
  }
  const std::uint16_t slab = take().value();
  static_cast<void>(::madvise(memory(slab), kSlabBytes, MADV_DONTNEED));
  slabs_[slab].large = std::move(large);
  return slab;
}

std::optional<std::uint16_t> SlabPool::take() {
  if (!can_take(1)) return std::nullopt;
  if (free_.empty()) {
    slabs_.emplace_back();
    free_.push_back(static_cast<std::uint16_t>(slabs_.size() - 1));
  }
  const std::uint16_t slab = free_.back();
  free_.pop_back();
  wanted_ = 1;
  slabs_[slab].total = 0;
  slabs_[slab].open = true;
  return slab;
}

// In place of what the slab's addresses were before.
void SlabPool::map(std::uint16_t slab, std::size_t bytes, int protection, int flags, int file,
                   std::uint64_t offset) {
  if (::mmap(memory(slab), bytes, protection, flags | MAP_FIXED, file,
             static_cast<off_t>(offset)) == MAP_FAILED) {
    const int error = errno;
    close(slab);
    throw std::system_error(error, std::generic_category(), "cannot be mapped");
  }
}

void SlabPool::close(std::uint16_t slab) {
  slabs_[slab].open = false;
  if (slabs_[slab].pending == 0) take_back(slab);
}

void SlabPool::release(std::span<const Frame> frames) {
  for (auto frame = frames.begin(); frame != frames.end();) {
    // Neighbours lie in the same slab, as a rule.
    const std::uint16_t number = frame->slab;
    const auto next = std::find_if(frame, frames.end(),
                                   [number](const Frame& other) { return other.slab != number; });
    Slab& slab = slabs_[number];
    slab.pending -= static_cast<std::uint32_t>(next - frame);
    if (slab.pending == 0 && !slab.open) take_back(number);
    frame = next;
  }
}

void SlabPool::take_back(std::uint16_t slab) {
  if (const auto large = std::move(slabs_[slab].large)) [[unlikely]] {
    for (const std::uint16_t idle : large->idle) close(idle);
  }
  // The pages of a window are let go of here, where the sinks are still at work, and not all of
  // them at the end, where nobody is.
  if (slabs_[slab].window) static_cast<void>(::madvise(memory(slab), kSlabBytes, MADV_DONTNEED));
  free_.push_back(slab);
}

}  // namespace tapbond
