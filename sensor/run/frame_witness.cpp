#include "sensor/run/frame_witness.h"

namespace tapbond {

void FrameWitness::look(const Frame& frame, Ticket ticket, std::vector<CausePair>& pairs) {
  FrameView view;
  view.stamp = frame.stamp;
  view.bytes = frame.bytes;
  view.captured = frame.captured;
  view.length = frame.length;
  view.linktype = interfaces_[frame.interface].linktype;
  finder_.look(view, ticket, found_);
  for (const causes::CauseAndEffect& each : found_) {
    pairs.push_back({.cause = each.cause, .effect = each.effect});
  }
  found_.clear();
}

}  // namespace tapbond
