#include "sensor/run/alignment.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace tapbond {
namespace {

double milliseconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; }

// Stamps of a damaged file may be anything; unsigned numbers wrap without harm.
std::int64_t difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

}  // namespace

Alignment::Alignment(std::vector<AlignedLeg> legs, const std::vector<Interface>& interfaces)
    : legs_(std::move(legs)), witness_(interfaces), seen_(kRemembered), clocks_(legs_.size()) {
  const auto of_host = std::find_if(legs_.begin(), legs_.end(),
                                    [](const AlignedLeg& leg) { return !leg.has_own_clock; });
  if (of_host != legs_.end()) reference_ = static_cast<std::uint16_t>(of_host - legs_.begin());
  legs_[reference_].has_own_clock = false;
  witness_.look_far(ClockOffset::kMostOffset);
}

void Alignment::take(std::uint16_t leg, std::span<Frame> frames) {
  for (std::span<const Frame> rest = frames; !rest.empty();) {
    const auto portion = rest.first(std::min(rest.size(), kRemembered));
    learn(portion);
    rest = rest.subspan(portion.size());
  }
  if (frames.empty() || leg == reference_) return;
  look_at_clock(leg, frames.back().stamp);
  if (!is_corrected(leg)) return;
  const ClockOffset::Estimate& known = *clocks_[leg].known;
  for (Frame& frame : frames) {
    frame.stamp = difference(frame.stamp, known.offset_at(difference(frame.stamp, known.offset)));
  }
}

void Alignment::learn(std::span<const Frame> frames) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    seen_[(next_ + i) % kRemembered] = {.stamp = frames[i].stamp, .leg = frames[i].leg};
  }
  witness_.look(frames, next_, pairs_);
  next_ += frames.size();
  compare_pairs(Evidence::kNear);
  witness_.take_far(pairs_);
  compare_pairs(Evidence::kFar);
}

void Alignment::compare_pairs(Evidence evidence) {
  for (const CausePair& pair : pairs_) {
    if (next_ - std::min(pair.cause, pair.effect) > kRemembered) continue;
    compare(seen_[pair.cause % kRemembered], seen_[pair.effect % kRemembered], evidence);
  }
  pairs_.clear();
}

void Alignment::compare(const Seen& cause, const Seen& effect, Evidence evidence) {
  const std::optional<std::uint16_t> leg = compared(cause.leg, effect.leg);
  if (!leg) return;
  Clock& clock = clocks_[*leg];
  ClockOffset& offset = clock.offset;
  if (evidence == Evidence::kNear) clock.near = true;
  const bool helps = !clock.near || clock.known || offset.steps() > 0;
  if (evidence == Evidence::kFar && !helps) return;
  if (*leg == effect.leg) {
    offset.is_below(cause.stamp, difference(effect.stamp, cause.stamp));
  } else {
    offset.is_above(effect.stamp, difference(cause.stamp, effect.stamp));
  }
}

// Which of two legs a pair of theirs tells something about.
std::optional<std::uint16_t> Alignment::compared(std::uint16_t a, std::uint16_t b) const {
  if (a == b) return std::nullopt;
  const bool a_own = legs_[a].has_own_clock;
  const bool b_own = legs_[b].has_own_clock;
  if (a_own && b_own) return std::nullopt;
  if (a_own || b_own) return a_own ? a : b;
  if (a == reference_) return b;
  return b == reference_ ? std::optional(a) : std::nullopt;
}

void Alignment::look_at_clock(std::uint16_t leg, std::int64_t stamp) {
  Clock& clock = clocks_[leg];
  const std::int64_t since = difference(stamp, clock.looked_at);
  if (clock.known && since < kEvery && since > -kEvery &&
      clock.offset.steps() == clock.steps_told) {
    return;
  }
  clock.looked_at = stamp;
  clock.known = clock.offset.estimate();
  if (!clock.known || !legs_[leg].has_own_clock) return;
  const bool was_set = clock.offset.steps() != clock.steps_told;
  if (clock.told && !was_set) return;
  clock.steps_told = clock.offset.steps();
  clock.told = true;
  spdlog::info("{}: {}{}", legs_[leg].name, was_set ? "a clock was set; " : "", in_words(leg));
}

// Where they may agree, it is not known that they do not.
bool Alignment::is_corrected(std::uint16_t leg) const {
  const auto& known = clocks_[leg].known;
  return legs_[leg].has_own_clock && known && (known->least > 0 || known->most < 0);
}

std::string Alignment::in_words(std::uint16_t leg) const {
  const ClockOffset::Estimate& known = *clocks_[leg].known;
  return fmt::format("clock {:.3f} ms {} that of {} ({:.3f} to {:.3f}), drift {:+.1f} ppm, {}",
                     milliseconds(std::abs(known.offset)), known.offset < 0 ? "behind" : "ahead of",
                     legs_[reference_].name, milliseconds(known.least), milliseconds(known.most),
                     known.drift * 1e6,
                     is_corrected(leg)          ? "taken off its times"
                     : legs_[leg].has_own_clock ? "which may be none: times left as they are"
                                                : "of one clock: times left as they are");
}

std::string Alignment::text(std::uint16_t leg) const {
  if (leg == reference_) return {};
  const Clock& clock = clocks_[leg];
  std::string text = clock.known ? in_words(leg)
                                 : "no evidence about its clock in both directions: times left as "
                                   "they are";
  if (clock.offset.steps() > 0 && legs_[leg].has_own_clock) {
    text +=
        fmt::format(", set {} time{}", clock.offset.steps(), clock.offset.steps() == 1 ? "" : "s");
  }
  return text;
}

}  // namespace tapbond
