// What leg and run tell the sinks of a frame in Frame::marks, which the bond carries and does not
// read.
#pragma once

#include <cstdint>

namespace tapbond::marks {

// The frame lies in its packet block of a pcapng file, enhanced or obsolete, which has options
// behind it (sensor/files/packet_options.h). So they cost nothing to carry, and no other frame
// anything.
inline constexpr std::uint16_t kOptions = 1;

// The frame left with another time than its stamp (sensor/sinks/moved_frames.h).
inline constexpr std::uint16_t kMoved = 2;

// The frame is the copy of one before it (sensor/duplicates/copy_finder.h), and outputs say so.
inline constexpr std::uint16_t kDuplicate = 4;

// The frame's stamp is the time that was at its end (sensor/trailers/trailer_clock.h).
inline constexpr std::uint16_t kTrailer = 8;

}  // namespace tapbond::marks
