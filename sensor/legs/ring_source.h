// Frames of an Ethernet interface, from rings of our own (sensor/linux/packet_ring.h).
//
// Two rings: one of small blocks for the frames that fit in them, which are nearly all, and one of
// large blocks for what a driver or the kernel has put together (GRO, LRO) and for jumbo frames.
// Each socket's filter lets its own sizes pass. Where both have frames, the older comes first; a
// ring that looks empty keeps what it has for as long as the other does, which the bond allows for.
//
// What else can be listened to, and time stamps other than the host's, are libpcap's business; so
// is everything where there is no Linux (sensor/linux/only_linux.h).
#pragma once

#include <cstddef>
#include <memory>

#include "sensor/legs/frame_source.h"

namespace tapbond::ring_source {

// Whether the interface is there, up, and one of those.
bool serves(const FrameSourceOptions& options);

// The rings' blocks: not smaller than a frame of the usual size and some, and more of them where
// they may be.
inline constexpr std::size_t kLeastSmallBlock = std::size_t{8} << 10;
inline constexpr std::size_t kMostSmallBlock = std::size_t{16} << 10;
inline constexpr std::size_t kLargeShare = 2;
inline constexpr std::size_t kHeaderBytes = 96;  // the kernel's, before a frame, about

// What the kernel sets aside, in bytes: `ring_bytes` for small blocks, and half of that, within
// measure, for large ones.
std::size_t memory(int ring_bytes);

// How much nearer to a loss a frame brings its leg, in bytes of `ring_bytes`.
constexpr std::size_t fill(std::size_t captured) {
  return (captured + kHeaderBytes) * (captured > kMostSmallBlock ? kLargeShare : 1);
}

// Throws std::system_error.
std::unique_ptr<FrameSource> open(const FrameSourceOptions& options);

}  // namespace tapbond::ring_source
