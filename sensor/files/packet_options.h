// The options of a packet that came from pcapng: comments, direction, hash and so on.
//
// They stay where they are, behind the packet's bytes in its block. Such a frame has the mark
// marks::kOptions, and everything here is about such frames alone; their bytes may have been cut
// (`captured`), but begin where they did. Options whose fields are known are converted to this
// machine's byte order, and customs' private enterprise number; what is unknown is carried on as it
// is, unless it came in the other byte order. Custom options that ask not to be copied are left
// out. The drop count of an obsolete packet block becomes an option.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "bond/frame.h"
#include "sensor/files/beside.h"
#include "sensor/files/frame_marks.h"

namespace tapbond {

inline bool has_options(const Frame& frame) { return (frame.marks & marks::kOptions) != 0; }

// As many bytes as they take in an enhanced packet block of this machine's byte order, with the end
// of their list; 0 when none are left.
std::size_t packet_options_bytes(const Frame& frame);

// Puts them there, in the room that packet_options_bytes() asked for.
void store_packet_options(const Frame& frame, std::span<std::uint8_t> room);

// Whether one of those that are carried on is the stamp of a packet that was moved
// (sensor/files/stamp_option.h).
bool has_stamp_option(const Frame& frame);

// A block of `captured` other bytes with the same options takes so much, with `more` bytes of
// options in front of them; here, the frame may have none itself.
std::size_t block_with_options_bytes(const Frame& frame, std::uint32_t captured,
                                     std::size_t more = 0);

// Where in such a block the bytes belong, which is where the frame that they are begins, and the
// options that are to be in front: theirs is the other byte order if `swapped`.
struct PlacedBlock {
  std::uint8_t* bytes;
  std::uint8_t* more;
  bool swapped;
};

// Writes the rest of it there.
PlacedBlock store_block_with_options(const Frame& frame, std::uint32_t captured, std::size_t more,
                                     std::uint8_t* to);

// Counts them by kind: those that are carried on, and those that are left out.
void count_packet_options(const Frame& frame, BesideCounts& carried, BesideCounts& left_out);

}  // namespace tapbond
