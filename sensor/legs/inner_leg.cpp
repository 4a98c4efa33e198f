#include "sensor/legs/inner_leg.h"

#include <algorithm>
#include <utility>

#include "sensor/legs/earlier_counts.h"
#include "sensor/posix/clock.h"

namespace tapbond {

InnerLeg::InnerLeg(InnerFramesOptions options, Announce announce,
                   const std::function<std::unique_ptr<Leg>(Announce)>& open)
    : tunnelled_(options.unwrap.any()),
      inner_(std::move(options), InnerFrames::Bytes::kOurs, std::move(announce)),
      outer_(open([this](Interface interface) { return inner_.enter(std::move(interface)); })) {}

Leg::Drained InnerLeg::drain(int budget, SlabWriter& slabs, std::vector<Frame>& out) {
  const std::size_t before = out.size();
  if (inner_.waits_for_room()) {
    inner_.take(before, slabs, out);
    return inner_.waits_for_room() ? Drained::kNoRoom : Drained::kMore;
  }
  const Drained drained = outer_->drain(budget, slabs, out);
  inner_.take(before, slabs, out);
  return inner_.waits_for_room() ? Drained::kNoRoom : drained;
}

void InnerLeg::watch(std::int64_t now) {
  outer_->watch(now);
  if (!is_remote() && inner_.holds_fragments()) inner_.expire(read_clock().wall);
}

bool InnerLeg::settled() {
  if (!outer_->settled()) return false;
  inner_.give_up_fragments();
  return !inner_.waits_for_room();
}

LegCounts InnerLeg::counts(std::int64_t now) {
  LegCounts counts = outer_->counts(now);
  counts.accepted -= inner_.filtered() + inner_.joined();
  counts.delivered -= inner_.filtered() + inner_.joined();
  counts.filtered += inner_.filtered();
  counts.joined = inner_.joined();
  return counts;
}

LegCounts InnerLeg::counts_of(std::uint32_t row) const {
  const InnerFrames::Counts inner = inner_.counts_of(row);
  LegCounts counts;
  if (inner_.found(row)) {
    counts.received = inner.received;
    counts.accepted = counts.delivered = inner.received;
  } else {
    counts = outer_->counts_of(row);
    // Frames may have come since the kernel was asked how many.
    for (std::uint64_t* each : {&counts.received, &counts.accepted, &counts.delivered}) {
      *each -= std::min(*each, inner.carried);
    }
    counts.earlier = without(counts.earlier, inner.carried);
  }
  counts.accepted -= std::min(counts.accepted, inner.filtered + inner.joined);
  counts.delivered -= std::min(counts.delivered, inner.filtered + inner.joined);
  counts.filtered += inner.filtered;
  counts.joined = inner.joined;
  counts.lost = inner.lost;
  return counts;
}

}  // namespace tapbond
