#include "sensor/run/leg_readings.h"

#include <algorithm>

#include "sensor/legs/ring_source.h"

namespace tapbond {
namespace {

// Bytes: of what a leg brings, as long as nothing is known of it.
constexpr std::size_t kUsualFrame = 1514;

}  // namespace

LegReadings::LegReadings(const Legs& legs, std::int64_t hold, StampClock& clock)
    : hold_(hold), clock_(clock) {
  for (const auto& leg : legs) readings_.push_back({.remote = leg->is_remote()});
}

void LegReadings::begin_pass() {
  for (Reading& reading : readings_) {
    if (reading.empty()) reading.bytes = 0;
    reading.found = Leg::Drained::kMore;
  }
  read_ = 0;
}

// One that ran ahead of the others would fill the buffer with frames that cannot leave before the
// others are read.
std::optional<std::uint16_t> LegReadings::next() const {
  if (read_ >= kPass) return std::nullopt;
  std::optional<std::uint16_t> furthest;
  for (std::uint16_t leg = 0; leg < readings_.size(); ++leg) {
    if (readings_[leg].found != Leg::Drained::kMore) continue;
    if (!furthest || readings_[leg].newest < readings_[*furthest].newest) furthest = leg;
  }
  return furthest;
}

int LegReadings::budget(std::uint16_t leg) const {
  const std::size_t mean = readings_[leg].mean;
  const std::size_t frame = mean != 0 ? mean : ring_source::fill(kUsualFrame);
  return static_cast<int>(std::max<std::size_t>(kPortion / frame, 1));
}

void LegReadings::took(std::uint16_t leg, Leg::Drained found, std::span<const Frame> frames,
                       const Instant& now) {
  Reading& reading = readings_[leg];
  reading.found = found;
  std::size_t bytes = 0;
  std::int64_t newest = Merge::kNever;
  for (const Frame& frame : frames) {
    bytes += ring_source::fill(frame.captured);
    newest = std::max(newest, frame.stamp);
  }
  reading.bytes += bytes;
  // Of what a filter stops here nothing arrives.
  read_ += found == Leg::Drained::kMore ? std::max(bytes, kPortion) : bytes;
  if (frames.empty()) return;
  reading.mean = bytes / frames.size();
  reading.newest = newest;
  reading.came_at = now.monotonic;
  if (!reading.remote) clock_.saw(reading.newest, now);
}

// A feed is behind while its frames come later than the hold allows for: when it is a replay, its
// host's clock is wrong, or nobody read here for a while. Then it can be found empty although its
// host has more, and only waits for room to send.
void LegReadings::end_pass(const Instant& now, bool stalled) {
  const bool nobody_read = last_pass_ != 0 && now.monotonic - last_pass_ > kNobodyRead;
  last_pass_ = now.monotonic;
  for (Reading& reading : readings_) {
    if (!reading.remote) continue;
    reading.behind = reading.newest < now.wall - hold_ &&
                     (!reading.empty() || now.monotonic - reading.came_at < hold_);
    if (!reading.behind) {
      reading.excused_until = 0;
    } else if (stalled || nobody_read) {
      reading.excused_until = now.monotonic + kMayCatchUp;
    }
  }
}

std::int64_t LegReadings::reached(std::uint16_t leg, const Instant& now) const {
  return reached(readings_[leg], now);
}

std::int64_t LegReadings::reached(const Reading& reading, const Instant& now) const {
  if (!reading.remote) return reading.empty() ? clock_.at(now) : reading.newest;
  const bool catches_up = reading.behind && now.monotonic < reading.excused_until;
  if (catches_up || !(reading.empty() || reading.behind)) return reading.newest;
  return std::max(reading.newest, present(now));
}

// By which a feed is measured: this host's clock, but where all legs are feeds, and all are behind,
// the clock of the one that is least so. Their frames are put in order by it.
std::int64_t LegReadings::present(const Instant& now) const {
  std::int64_t latest = Merge::kNever;
  for (const Reading& reading : readings_) {
    if (!reading.remote) return now.wall;
    if (reading.newest == Merge::kNever) continue;
    latest = std::max(latest, reading.newest + now.monotonic - reading.came_at);
  }
  return latest == Merge::kNever || latest >= now.wall - hold_ ? now.wall : latest;
}

std::int64_t LegReadings::all_reached(const Instant& now) const {
  std::int64_t all = clock_.at(now);
  for (const Reading& reading : readings_) {
    if (!reading.empty()) all = std::min(all, reached(reading, now));
  }
  return all == Merge::kNever ? all : all - hold_;
}

bool LegReadings::backlog() const {
  return std::any_of(readings_.begin(), readings_.end(),
                     [](const Reading& reading) { return !reading.empty(); });
}

std::size_t LegReadings::most_in_a_ring() const {
  std::size_t most = 0;
  for (const Reading& reading : readings_) {
    if (!reading.remote) most = std::max(most, reading.bytes);
  }
  return most;
}

void LegReadings::forget_stamps() {
  for (Reading& reading : readings_) reading.newest = Merge::kNever;
}

}  // namespace tapbond
