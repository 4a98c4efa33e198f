// Copies frames into slabs, one after the other, on behalf of all live legs.
//
// A leg's kernel ring gives a frame up as soon as it was read, so its bytes are copied once, here,
// and stay until the last sink is done with them. A spare slab is held in reserve, because a ring
// cannot be told to take a frame back: when ready() says so, one frame of any size has room.
//
// Why they do not stay in the ring until they are written: the kernel fills blocks in their order,
// and one that is kept stops it however many behind it are free. With up to half of the blocks
// kept, and copies beyond, 1.1 million frames of 1500 bytes a second lost 47 % from rings of 16 MiB
// and 1 to 7 % from rings of 32 MiB, where copies lost one frame in five runs; processor time was
// no less.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "bond/prefetch.h"
#include "bond/slab_pool.h"

namespace tapbond {

class SlabWriter {
 public:
  explicit SlabWriter(SlabPool& pool) : pool_(&pool) {}

  // True when the next add() will find room; false when the pool is exhausted.
  bool ready() { return (current_ && spare_) || take_slabs(); }

  // Copies `size` bytes (at most SlabPool::kSlabBytes) and sets the frame's bytes, captured and
  // slab. Only after ready() was true.
  void add(Frame& frame, const std::uint8_t* bytes, std::uint32_t size) {
    std::memcpy(place(frame, size), bytes, size);
  }

  // The same, with the bytes still to be written to where it says.
  std::uint8_t* place(Frame& frame, std::uint32_t size) {
    if (used_ + size > SlabPool::kSlabBytes || !pool_->add_frame(*current_)) turn_to_spare();
    std::uint8_t* place = pool_->memory(*current_) + used_;
    // Whoever wrote what was here before still has it.
    prefetch_to_write(reinterpret_cast<std::uintptr_t>(place) + kPrefetchAhead, size);
    used_ += size;
    frame.bytes = place;
    frame.captured = size;
    frame.slab = *current_;
    return place;
  }

  // Takes frames back that nobody wants.
  void take_back(std::span<const Frame> frames) { pool_->release(frames); }

  // Lets go of the slabs, so that releasing their frames frees them.
  void close();

 private:
  static constexpr std::uintptr_t kPrefetchAhead = 4096;  // bytes

  bool take_slabs();
  void turn_to_spare();

  SlabPool* pool_;
  std::optional<std::uint16_t> current_;
  std::optional<std::uint16_t> spare_;
  std::size_t used_ = 0;  // bytes of the current slab
};

}  // namespace tapbond
