#include "sensor/run/frame_witness.h"

#include "bond/prefetch.h"

namespace tapbond {
namespace {

// A frame has waited since its bytes were last touched. Its headers are asked for so many frames
// ahead.
constexpr std::size_t kAhead = 16;
constexpr std::size_t kHeaderBytes = 128;

}  // namespace

void FrameWitness::look(std::span<const Frame> frames, Ticket first,
                        std::vector<CausePair>& pairs) {
  found_.clear();
  FrameView view;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (i + kAhead < frames.size()) {
      prefetch_to_read(reinterpret_cast<std::uintptr_t>(frames[i + kAhead].bytes), kHeaderBytes);
    }
    const Frame& frame = frames[i];
    view.stamp = frame.stamp;
    view.bytes = frame.bytes;
    view.captured = frame.captured;
    view.length = frame.length;
    view.linktype = interfaces_[frame.interface].linktype;
    finder_.look(view, first + i, found_);
  }
  for (const causes::CauseAndEffect& each : found_) {
    pairs.push_back({.cause = each.cause, .effect = each.effect});
  }
}

}  // namespace tapbond
