#include "sensor/legs/slab_writer.h"

namespace tapbond {

bool SlabWriter::take_slabs() {
  if (!current_) {
    current_ = pool_->open();
    used_ = 0;
  }
  if (!spare_) spare_ = pool_->open();
  return current_ && spare_;
}

// With a frame counted in it: the one that did not fit.
void SlabWriter::turn_to_spare() {
  pool_->close(*current_);
  current_ = spare_;
  spare_.reset();
  used_ = 0;
  pool_->add_frame(*current_);
}

void SlabWriter::close() {
  for (auto* slab : {&current_, &spare_}) {
    if (*slab) pool_->close(**slab);
    slab->reset();
  }
}

}  // namespace tapbond
