#include "sensor/files/slab_input.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace tapbond {
namespace {

// No more at once than is still in the processor's cache when its frames are parsed.
constexpr std::size_t kMostRead = std::size_t{128} << 10;

}  // namespace

SlabInput::SlabInput(InputFile file, SlabPool& pool, std::span<const std::uint8_t> prefix,
                     std::uint64_t parsed)
    : file_(std::move(file)),
      mappable_(file_.mappable()),
      pool_(pool),
      carried_(prefix.begin(), prefix.end()),
      taken_in_(parsed + prefix.size()) {}

SlabInput::~SlabInput() { finish(); }

bool SlabInput::hold_slab() {
  if (mappable_) return hold_window();
  if (slab_) {
    if (!full_ && has_room()) return true;
    const auto rest = unread();
    carried_.assign(rest.begin(), rest.end());
    finish();
  }
  const bool large = wanted_ > kMostOfASlab && can_hold(wanted_);
  slab_ = large ? pool_.open_large(wanted_) : pool_.open();
  if (!slab_) return false;
  capacity_ = large ? wanted_ : SlabPool::kSlabBytes;
  memory_ = pool_.memory(*slab_);
  std::copy(carried_.begin(), carried_.end(), memory_);
  end_ = carried_.size();
  carried_.clear();
  return true;
}

bool SlabInput::hold_window() {
  if (slab_ && !full_) return true;
  // What was carried so far, a beginning that read(2) brought, is in the window too.
  const std::uint64_t position = offset();
  finish();
  carried_.clear();
  taken_in_ = position;

  struct stat status {};
  if (::fstat(file_.descriptor(), &status) != 0) return read_from(position);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size <= position) return read_from(position);
  static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t start = position - position % page;
  const std::uint64_t wanted = position - start + wanted_;
  const bool large = wanted > SlabPool::kSlabBytes && wanted <= size - start;
  const std::uint64_t bytes =
      large ? wanted : std::min<std::uint64_t>(size - start, SlabPool::kSlabBytes);
  try {
    slab_ = large ? pool_.open_large_window(file_.descriptor(), start, bytes)
                  : pool_.open_window(file_.descriptor(), start, bytes);
  } catch (const std::system_error&) {
    return read_from(position);  // not every file system can map
  }
  if (!slab_) return false;
  memory_ = pool_.memory(*slab_);
  begin_ = window_begin_ = position - start;
  end_ = bytes;
  taken_in_ = start + bytes;
  return true;
}

bool SlabInput::larger_window_helps() const {
  struct stat status {};
  return wanted_ > end_ - begin_ && ::fstat(file_.descriptor(), &status) == 0 &&
         offset() + wanted_ <= static_cast<std::uint64_t>(status.st_size);
}

// The end of a file is left to read(2), which knows what was added to it meanwhile.
bool SlabInput::read_from(std::uint64_t position) {
  mappable_ = false;
  if (::lseek(file_.descriptor(), static_cast<off_t>(position), SEEK_SET) < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot be read");
  }
  return hold_slab();
}

SlabInput::Fill SlabInput::fill() {
  if (mappable_) {
    if (begin_ != window_begin_ || larger_window_helps()) {
      full_ = true;
      return Fill::kAgain;
    }
    // Not one record in all of a window: the file ends in the middle of one.
    const std::uint64_t position = offset();
    finish();
    taken_in_ = position;
    read_from(position);
    return Fill::kAgain;
  }
  std::size_t got = 0;
  const Fill fill = file_.read({memory_ + end_, std::min(capacity_ - end_, kMostRead)}, got);
  end_ += got;
  taken_in_ += got;
  return fill;
}

void SlabInput::finish() {
  if (slab_) pool_.close(*slab_);
  slab_.reset();
  begin_ = end_ = 0;
  full_ = false;
}

}  // namespace tapbond
