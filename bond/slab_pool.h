// The bounded memory that frames wait in, between their leg and the last sink that wrote them.
//
// The pool hands out slabs of kSlabBytes, never more than its bound allows, so the memory of a run
// is known before it starts, whatever the load or the disk does. A leg fills its slab from the
// front with frames of any size; a slab is free again when its leg has closed it and every frame in
// it has been released. Free slabs are reused last-in first-out, which keeps the working set of a
// quiet sensor inside the processor's cache however large the bound is.
//
// A slab's bytes may also be a window on a file: then the system's own cache of the file is what
// frames wait in, and reading a file copies nothing. Who cuts such a file short meanwhile makes the
// next access to it a SIGBUS.
//
// One thread owns the pool (the one that reads the legs). Other threads may read the bytes of
// frames they were handed, and hand the frames back to the owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "bond/frame.h"

namespace tapbond {

class SlabPool {
 public:
  // Holds the largest frame of most link types (256 KiB) several times over.
  static constexpr std::size_t kSlabBytes = std::size_t{1} << 20;
  // A sink copies a slab to a file in less.
  static constexpr std::int64_t kDear = 500'000;  // nanoseconds
  // A slab takes no more frames than this, so that tiny frames cannot make the index that orders
  // them (sizeof(Frame) each, in the bond and in a batch) outgrow the bytes it points at.
  static constexpr std::uint32_t kSlabFrames = kSlabBytes / (2 * sizeof(Frame));

  // `bound` in bytes; at least `min_slabs` slabs are allowed even if the bound is smaller. So many
  // `holders` have a slab open at a time.
  // Throws std::system_error when there is not so much address space.
  SlabPool(std::size_t bound, std::size_t min_slabs, std::size_t holders = 1);
  SlabPool(const SlabPool&) = delete;
  SlabPool& operator=(const SlabPool&) = delete;
  ~SlabPool();

  // Has the system find memory for the slabs that are used first, before frames are waiting for it,
  // and large pages for some more once they are used.
  //
  // From here on open() takes memory that was not used before only where that costs the processor
  // less than `dear` (nanoseconds for a slab), or after grow(). In some virtual machines a page
  // that is touched for the first time costs 12 us, twenty times what it costs to write it to a
  // file: who has to read faster than the sinks can write loses less when the frames stay in the
  // kernel's rings meanwhile. What it costs is measured with each slab; three in a row tell. Before
  // any slab is opened.
  void warm_up(std::int64_t dear = kDear);

  // Waiting for the sinks does not help: the next slab may be opened whatever it costs. False when
  // that was not in the way.
  bool grow();

  // Opens a free slab: its holder may write into memory(id) and add frames until it closes it.
  // Nothing when the bound is reached, or the next one would be dear: then release frames first.
  std::optional<std::uint16_t> open();

  // Opens a free slab as a window of at most kSlabBytes on an open file, read-only, from `offset`
  // on, which is a multiple of the page size. Throws std::system_error when the file cannot be
  // mapped. The pages are let go of with the last frame, not only when the slab is used again.
  std::optional<std::uint16_t> open_window(int file, std::uint64_t offset, std::size_t bytes);

  // The same for a frame that is larger than a slab: as many slabs as that takes are out of use
  // until it is given back, so that the bound holds. Up to most_at_once() bytes. A window, whose
  // pages the system can have back at any time, may be larger.
  std::optional<std::uint16_t> open_large(std::size_t bytes);
  std::optional<std::uint16_t> open_large_window(int file, std::uint64_t offset, std::size_t bytes);

  // What every holder can have at the same time, so that none waits for what another holds.
  std::size_t most_at_once() const { return most_slabs_at_once() * kSlabBytes; }
  // The bound under which that is `bytes`.
  std::size_t bound_for(std::size_t bytes) const {
    return (slabs_for(bytes) * holders_ + spare_slabs_) * kSlabBytes;
  }

  std::uint8_t* memory(std::uint16_t slab) {
    return slabs_[slab].large ? slabs_[slab].large->memory : memory_ + slab * kSlabBytes;
  }

  // Counts one more frame that points into `slab`. False when the slab has its fill of frames; the
  // frame is not counted then, and belongs in the next slab.
  bool add_frame(std::uint16_t slab) {
    if (slabs_[slab].total == kSlabFrames) return false;
    ++slabs_[slab].total;
    ++slabs_[slab].pending;
    return true;
  }

  // The holder will add nothing more.
  void close(std::uint16_t slab);

  // These frames are done with: their bytes may be overwritten from here on.
  void release(std::span<const Frame> frames);

  // Slabs that can be opened, dear ones too.
  std::size_t free() const { return free_.size() + max_slabs_ - slabs_.size(); }
  // What was asked for last, in vain, is still not there.
  bool exhausted() const { return free() < wanted_ || (held_back_ && free_.empty()); }
  std::size_t bound() const { return max_slabs_ * kSlabBytes; }
  std::size_t peak() const { return slabs_.size() * kSlabBytes; }

 private:
  struct Large {
    Large(std::size_t bytes, int protection, int flags, int file, std::uint64_t offset);
    ~Large();
    Large(const Large&) = delete;
    Large& operator=(const Large&) = delete;

    std::size_t bytes;
    std::uint8_t* memory;
    std::vector<std::uint16_t> idle{};  // slabs in whose place it is
  };

  static std::size_t slabs_for(std::size_t bytes) { return (bytes + kSlabBytes - 1) / kSlabBytes; }
  std::size_t most_slabs_at_once() const { return (max_slabs_ - spare_slabs_) / holders_; }
  bool can_take(std::size_t slabs);
  std::uint16_t take_for(std::unique_ptr<Large> large, std::size_t slabs);
  std::optional<std::uint16_t> take();
  bool holds_back() const;
  void measure_new(std::uint16_t slab);
  void take_back(std::uint16_t slab);
  void map(std::uint16_t slab, std::size_t bytes, int protection, int flags, int file,
           std::uint64_t offset);

  struct Slab {
    std::uint32_t pending = 0;  // frames not yet released
    std::uint32_t total = 0;    // frames since it was opened
    bool open = false;
    bool window = false;  // mapped from a file when it was last open
    std::unique_ptr<Large> large{};
  };

  std::size_t holders_;
  std::size_t spare_slabs_;  // that belong to no holder
  std::size_t max_slabs_;
  std::uint8_t* memory_;  // of all slabs; the system gives a page when it is first touched
  std::vector<Slab> slabs_;
  std::vector<std::uint16_t> free_;
  std::size_t wanted_ = 1;  // slabs

  std::size_t warm_ = 0;  // slabs
  std::int64_t dear_ = 0;
  unsigned dear_slabs_ = 0;  // in a row, that were not used before
  bool held_back_ = false;   // for that, the one that was asked for last
  bool growing_ = false;     // all the same, by the next one
};

}  // namespace tapbond
