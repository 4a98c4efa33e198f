// The bytes of a file or stream in slabs of the pool, where frames can stay: a file as windows that
// are mapped, a stream (and what cannot be mapped, or is compressed) as what read(2) puts there.
//
// A cursor over what is unread. When a slab is used up, what is unread of it (the beginning of a
// record, as a rule) moves to the front of the next one. The old slab goes back to the pool before
// the next is asked for, so that a reader never waits for a slab that it holds itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bond/slab_pool.h"
#include "sensor/files/input_file.h"

namespace tapbond {

class SlabInput {
 public:
  // `prefix` was read from `file` already and is still to be parsed; `parsed` bytes before it are
  // done with. The pool outlives the input.
  SlabInput(InputFile file, SlabPool& pool, std::span<const std::uint8_t> prefix,
            std::uint64_t parsed);
  ~SlabInput();
  SlabInput(const SlabInput&) = delete;
  SlabInput& operator=(const SlabInput&) = delete;

  // Makes sure of a slab with room for frames and for bytes. False when the pool is exhausted;
  // nothing is lost, call again. Every other function needs it to have succeeded.
  bool hold_slab();

  // Frames may point into these bytes.
  std::span<const std::uint8_t> unread() const { return {memory_ + begin_, end_ - begin_}; }
  void consume(std::size_t bytes) { begin_ += bytes; }
  // What begins there takes so many bytes, if it is known to need more than there are, or 0. Where
  // that is more than a slab has, it gets a place for itself.
  void want(std::size_t bytes) { wanted_ = bytes; }
  bool can_hold(std::size_t bytes) const {
    return mappable_ || bytes <= kMostOfASlab || bytes <= pool_.most_at_once();
  }
  // What `--buffer` has to be, in MiB, for that many.
  std::size_t buffer_for(std::size_t bytes) const { return pool_.bound_for(bytes) >> 20; }

  // Counts a frame that points into unread(). False when the slab has its fill of frames.
  bool add_frame() {
    if (pool_.add_frame(*slab_)) return true;
    full_ = true;
    return false;
  }
  std::uint16_t slab() const { return *slab_; }

  // One read(2) behind the unread bytes, content with what is there.
  using Fill = InputFile::Fill;
  Fill fill();

  // Gives the slab back, when nothing more will be read.
  void finish();

  const std::string& problem() const { return file_.problem(); }

  // Where unread() begins in what is read, which may be what a compressed file stands for.
  std::uint64_t offset() const { return taken_in_ - (end_ - begin_) - carried_.size(); }
  bool compressed() const { return file_.compressed(); }

  // How much of the file as it is stored was taken in, and of how much (0 for a stream).
  std::uint64_t bytes_read() const { return compressed() ? file_.bytes_read() : taken_in_; }
  std::uint64_t bytes_total() const { return file_.bytes_total(); }

 private:
  // With less room than this, a slab is left for the next: small reads cost more than the room.
  static constexpr std::size_t kLeastRead = std::size_t{32} << 10;
  static constexpr std::size_t kMostOfASlab = SlabPool::kSlabBytes - kLeastRead;

  bool has_room() const {
    return wanted_ > kMostOfASlab ? begin_ + wanted_ <= capacity_ : capacity_ - end_ >= kLeastRead;
  }
  bool larger_window_helps() const;
  bool hold_window();
  bool read_from(std::uint64_t position);

  InputFile file_;
  bool mappable_;  // until it turns out that it cannot be, or that it grows
  SlabPool& pool_;
  std::optional<std::uint16_t> slab_;
  std::uint8_t* memory_ = nullptr;
  std::size_t capacity_ = 0;  // of the slab, where it is no window
  std::size_t wanted_ = 0;
  std::size_t begin_ = 0;
  std::size_t window_begin_ = 0;  // where in a window reading began
  std::size_t end_ = 0;
  bool full_ = false;                  // of frames, or a window that is read to its end
  std::vector<std::uint8_t> carried_;  // unread bytes between two slabs
  std::uint64_t taken_in_;
};

}  // namespace tapbond
