#include "sensor/traffic/traffic.h"

#include <algorithm>

#include "sensor/files/frame_marks.h"

namespace tapbond {
namespace {

constexpr std::size_t kConversations = 32768;  // at a time
constexpr std::size_t kReassembly = std::size_t{8} << 20;

}  // namespace

Traffic::Traffic(bool verify_checksums)
    : sessions_({.most_conversations = kConversations,
                 .reassembly_bytes = kReassembly,
                 .verify_checksums = verify_checksums},
                logs_, &conversations_) {}

void Traffic::add_interface(const Interface& interface) {
  linktypes_.push_back(interface.linktype);
  if (lanes_.size() == kLanes) return;
  lanes_.push_back({.name = interface.name, .label = interface.description, .leg = interface.leg});
}

void Traffic::look(const Frame& frame) {
  const FrameView view{.stamp = frame.stamp,
                       .bytes = frame.bytes,
                       .captured = frame.captured,
                       .length = frame.length,
                       .linktype = linktypes_[frame.interface],
                       .leg = {}};
  const bool moved = (frame.marks & marks::kMoved) != 0;
  first_ = frames_ == 0 ? frame.stamp : std::min(first_, frame.stamp);
  last_ = frames_ == 0 ? frame.stamp : std::max(last_, frame.stamp);
  ++frames_;
  bytes_ += frame.length;
  round_trips_.look(view, protocols_.add(view), moved);
  sessions_.look(view, frame.leg);
  BinCounts counts{.frames = 1, .bytes = frame.length};
  if (const auto side = conversations_.take_side()) {
    const bool began = *side == ConversationsSeen::Side::kOriginator;
    (began ? counts.began : counts.answered) = frame.length;
  }
  if (moved) counts.moved = 1;
  bins_.add(std::min<std::size_t>(frame.interface, kLanes - 1), frame.stamp, counts);
}

}  // namespace tapbond
