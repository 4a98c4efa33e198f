#include "sensor/legs/slab_writer.h"

#include <cstring>

namespace tapbond {

bool SlabWriter::ready() {
  if (!current_) {
    current_ = pool_->open();
    used_ = 0;
  }
  if (!spare_) spare_ = pool_->open();
  return current_ && spare_;
}

void SlabWriter::add(Frame& frame, const std::uint8_t* bytes, std::uint32_t size) {
  if (used_ + size > SlabPool::kSlabBytes || !pool_->add_frame(*current_)) {
    pool_->close(*current_);
    current_ = spare_;
    spare_.reset();
    used_ = 0;
    pool_->add_frame(*current_);
  }
  std::uint8_t* place = pool_->memory(*current_) + used_;
  std::memcpy(place, bytes, size);
  used_ += size;
  frame.bytes = place;
  frame.captured = size;
  frame.slab = *current_;
}

void SlabWriter::close() {
  for (auto* slab : {&current_, &spare_}) {
    if (*slab) pool_->close(**slab);
    slab->reset();
  }
}

}  // namespace tapbond
