#include "sensor/run/frame_witness.h"

#include <algorithm>
#include <array>

#include "bond/prefetch.h"

namespace tapbond {
namespace {

// Frames that are looked at together. A frame has waited since its bytes were last touched: its
// headers are asked for while the group before it is looked at.
constexpr std::size_t kGroup = 32;
constexpr std::size_t kHeaderBytes = 128;

void append(std::span<const causes::CauseAndEffect> found, std::vector<CausePair>& pairs) {
  for (const causes::CauseAndEffect& each : found) {
    pairs.push_back({.cause = each.cause, .effect = each.effect});
  }
}

}  // namespace

void FrameWitness::look(std::span<const Frame> frames, Ticket first,
                        std::vector<CausePair>& pairs) {
  found_.clear();
  std::array<FrameView, kGroup> views;
  for (; !frames.empty(); frames = frames.subspan(std::min(frames.size(), kGroup))) {
    const std::size_t size = std::min(frames.size(), kGroup);
    for (std::size_t i = 0; i < size; ++i) {
      const Frame& frame = frames[i];
      views[i].stamp = frame.stamp;
      views[i].bytes = frame.bytes;
      views[i].captured = frame.captured;
      views[i].length = frame.length;
      views[i].linktype = interfaces_[frame.interface].linktype;
      if (i + kGroup < frames.size()) {
        const Frame& later = frames[i + kGroup];
        prefetch_to_read(reinterpret_cast<std::uintptr_t>(later.bytes), kHeaderBytes);
      }
    }
    finder_.look({views.data(), size}, first, found_);
    first += size;
  }
  append(found_, pairs);
}

void FrameWitness::take_far(std::vector<CausePair>& pairs) { append(finder_.take_far(), pairs); }

}  // namespace tapbond
