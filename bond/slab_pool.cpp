#include "bond/slab_pool.h"

#include <algorithm>
#include <limits>

namespace tapbond {

SlabPool::SlabPool(std::size_t bound, std::size_t min_slabs)
    : max_slabs_(std::clamp<std::size_t>(bound / kSlabBytes, min_slabs,
                                         std::numeric_limits<std::uint16_t>::max())) {
  slabs_.reserve(max_slabs_);
  free_.reserve(max_slabs_);
}

std::optional<std::uint16_t> SlabPool::open() {
  if (free_.empty()) {
    if (slabs_.size() == max_slabs_) return std::nullopt;
    slabs_.emplace_back().bytes = std::make_unique_for_overwrite<std::uint8_t[]>(kSlabBytes);
    free_.push_back(static_cast<std::uint16_t>(slabs_.size() - 1));
  }
  const std::uint16_t slab = free_.back();
  free_.pop_back();
  slabs_[slab].total = 0;
  slabs_[slab].open = true;
  return slab;
}

void SlabPool::close(std::uint16_t slab) {
  slabs_[slab].open = false;
  if (slabs_[slab].pending == 0) free_.push_back(slab);
}

void SlabPool::release(std::span<const Frame> frames) {
  for (const Frame& frame : frames) {
    Slab& slab = slabs_[frame.slab];
    if (--slab.pending == 0 && !slab.open) free_.push_back(frame.slab);
  }
}

}  // namespace tapbond
