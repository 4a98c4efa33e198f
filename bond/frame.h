// A captured frame, as it travels from its leg through the bond to the sinks.
//
// A plain value of 32 bytes that points at bytes somebody else owns: the slab that the frame's leg
// read it into (bond/slab_pool.h). The bytes live until the frame is handed back to the pool.
#pragma once

#include <cstdint>

namespace tapbond {

struct Frame {
  std::int64_t stamp;         // nanoseconds since 1970-01-01 00:00 UTC
  const std::uint8_t* bytes;  // `captured` bytes, link-layer header first
  std::uint32_t captured;     // bytes kept (at most the snaplen)
  std::uint32_t length;       // bytes on the wire
  std::uint16_t interface;    // row of the run's interface table (sensor/files/interface.h)
  std::uint16_t marks;        // from the leg for the sinks (sensor/files/frame_marks.h); mostly 0
  std::uint16_t leg;          // position of the leg on the command line, from 0: decides ties
  std::uint16_t slab;         // the slab that holds `bytes`
};

}  // namespace tapbond
