// What the leg of a frame tells the sinks in Frame::marks, which the bond carries and does not
// read.
#pragma once

#include <cstdint>

namespace tapbond::marks {

// The frame lies in its packet block of a pcapng file, enhanced or obsolete, which has options
// behind it (sensor/files/packet_options.h). So they cost nothing to carry, and no other frame
// anything.
inline constexpr std::uint16_t kOptions = 1;

}  // namespace tapbond::marks
