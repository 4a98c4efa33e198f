// Large pieces of a regular file, written past the system's cache (O_DIRECT) where the disk keeps
// up, or where that is the faster way.
//
// Through the cache every byte is copied once more, into a page that was not used before. A
// virtual machine's host may have to find memory for that page first: in one profile of a capture
// of 9000-byte frames on a busy machine, 64 % of the samples were in that copy. The disk fetches a
// piece by itself from where it lies, while the processor serves the legs. So it is the cheaper way
// even where it takes longer, as long as there is time: while a direct write would take less than
// half of the time from piece to piece. Where there is not, the faster way counts: both are timed,
// and the slower one is tried now and then.
//
// Whole blocks alone can go directly, from memory that is aligned as they are in the file: lead()
// says how to lay a piece out. What is left at both ends goes through the cache, in blocks which no
// direct write touches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sensor/posix/output_stream.h"

namespace tapbond {

class DirectWrites {
 public:
  // A multiple of what any file system with direct writes asks for, as a rule; where one asks for
  // more, it refuses, and all goes through its cache.
  static constexpr std::size_t kBlock = 4096;
  // Bytes: of less than this the way to the disk takes most of the time.
  static constexpr std::size_t kLeast = std::size_t{256} << 10;

  // The open file `descriptor` is nobody else's: a direct write changes its flags meanwhile.
  explicit DirectWrites(int descriptor);

  // So many bytes behind `memory` (less than kBlock) a piece has to lie that goes to `position`.
  static std::size_t lead(const std::uint8_t* memory, std::uint64_t position) {
    return (position - reinterpret_cast<std::uintptr_t>(memory)) % kBlock;
  }

  // Whether the next piece is to be written directly, for which it has to lie in one.
  bool goes_directly() const { return possible_ && direct_; }

  // As OutputStream::write(), of what goes to `position` of the file, where `stream` stands.
  bool write(OutputStream& stream, std::span<const std::uint8_t> piece, std::uint64_t position,
             std::size_t& done);
  // The same through the cache, of parts with so many `bytes`.
  bool write(OutputStream& stream, std::span<iovec> parts, std::size_t bytes, std::size_t& done);

 private:
  // Pieces, after which the slower way has another chance, and ever more of them while it stays so:
  // on a disk that is busy with what the cache gave it, one direct write can take long.
  static constexpr unsigned kFirstTry = 64;

  void begin();
  void learn(std::size_t bytes, bool direct);
  bool directly_next(std::size_t bytes);
  bool write_blocks(OutputStream& stream, std::span<const std::uint8_t> piece,
                    std::uint64_t position, std::size_t& done);

  int descriptor_;
  int flags_;
  bool possible_;
  // Nanoseconds, of the last pieces; 0 when not known.
  double direct_cost_ = 0;  // for a byte
  double cached_cost_ = 0;
  double interval_ = 0;  // from the beginning of a piece to that of the next
  std::int64_t last_begin_ = 0;
  bool last_direct_ = true;
  bool direct_ = true;       // the next piece
  bool was_faster_ = false;  // the direct one
  unsigned try_after_ = kFirstTry;
  unsigned left_ = kFirstTry;  // of these
};

}  // namespace tapbond
