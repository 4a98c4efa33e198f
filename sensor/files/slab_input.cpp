#include "sensor/files/slab_input.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace tapbond {
namespace {

// With less room than this, a slab is left for the next: small reads cost more than the room.
constexpr std::size_t kLeastRead = std::size_t{32} << 10;
// And no more at once than is still in the processor's cache when its frames are parsed.
constexpr std::size_t kMostRead = std::size_t{128} << 10;

}  // namespace

SlabInput::SlabInput(FileDescriptor file, SlabPool& pool, std::span<const std::uint8_t> prefix,
                     std::uint64_t parsed)
    : file_(std::move(file)),
      pool_(pool),
      carried_(prefix.begin(), prefix.end()),
      taken_in_(parsed + prefix.size()) {}

SlabInput::~SlabInput() { finish(); }

bool SlabInput::hold_slab() {
  if (slab_) {
    if (!full_ && SlabPool::kSlabBytes - end_ >= kLeastRead) return true;
    const auto rest = unread();
    carried_.assign(rest.begin(), rest.end());
    finish();
  }
  slab_ = pool_.open();
  if (!slab_) return false;
  memory_ = pool_.memory(*slab_);
  std::copy(carried_.begin(), carried_.end(), memory_);
  end_ = carried_.size();
  carried_.clear();
  return true;
}

SlabInput::Fill SlabInput::fill() {
  const ssize_t got =
      file_.read({memory_ + end_, std::min(SlabPool::kSlabBytes - end_, kMostRead)});
  if (got == 0) return Fill::kEnd;
  if (got < 0) return errno == EINTR ? Fill::kInterrupted : Fill::kFailed;
  end_ += static_cast<std::size_t>(got);
  taken_in_ += static_cast<std::uint64_t>(got);
  return Fill::kMore;
}

void SlabInput::finish() {
  if (slab_) pool_.close(*slab_);
  slab_.reset();
  begin_ = end_ = 0;
  full_ = false;
}

}  // namespace tapbond
