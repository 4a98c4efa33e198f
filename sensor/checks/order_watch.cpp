#include "sensor/checks/order_watch.h"

#include <algorithm>

#include "sensor/files/linktype.h"

namespace tapbond {

OrderWatch::OrderWatch() : seen_(kRemembered) {}

void OrderWatch::add(std::span<const Frame> frames) {
  for (const Frame& frame : frames) {
    seen_[next_ % kRemembered] = {.stamp = frame.stamp, .leg = frame.leg};
    FrameView view;
    view.stamp = frame.stamp;
    view.bytes = frame.bytes;
    view.captured = frame.captured;
    view.length = frame.length;
    view.linktype = kLinktypeEthernet;
    finder_.look(view, next_++, found_);
    for (const causes::CauseAndEffect& pair : found_) {
      if (next_ - std::min(pair.cause, pair.effect) > kRemembered) continue;
      compare(seen_[pair.cause % kRemembered], seen_[pair.effect % kRemembered]);
    }
    found_.clear();
  }
}

void OrderWatch::compare(const Seen& cause, const Seen& effect) {
  if (cause.leg == effect.leg) return;
  ++facts_.causes;
  if (cause.stamp <= effect.stamp) return;
  ++facts_.late;
  facts_.total_late_ns += cause.stamp - effect.stamp;
  facts_.most_late_ns = std::max(facts_.most_late_ns, cause.stamp - effect.stamp);
}

}  // namespace tapbond
