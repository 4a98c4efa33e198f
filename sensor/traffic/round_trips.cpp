#include "sensor/traffic/round_trips.h"

#include <algorithm>

#include "sensor/traffic/time_between.h"

namespace tapbond {

RoundTrips::RoundTrips() : finder_(kConversations), seen_(kRemembered) {}

void RoundTrips::look(const FrameView& frame, Kind kind, bool moved) {
  const causes::FrameNumber number = next_++;
  seen_[number % kRemembered] = {.stamp = frame.stamp, .kind = kind, .moved = moved};
  found_.clear();
  finder_.look(frame, number, found_);
  for (const causes::CauseAndEffect& pair : found_) {
    if (next_ - std::min(pair.cause, pair.effect) > kRemembered) continue;
    const Seen& cause = seen_[pair.cause % kRemembered];
    const Seen& effect = seen_[pair.effect % kRemembered];
    if (cause.moved || effect.moved || effect.stamp < cause.stamp) {
      ++not_known_;
      continue;
    }
    durations_[static_cast<std::size_t>(effect.kind)].add(time_between(cause.stamp, effect.stamp));
  }
}

}  // namespace tapbond
