#include "sensor/legs/earlier_counts.h"

#include <algorithm>
#include <optional>

namespace tapbond {
namespace {

using Count = std::optional<std::uint64_t>;

Count sum_of(const Count& a, const Count& b) {
  if (!a && !b) return std::nullopt;
  return a.value_or(0) + b.value_or(0);
}

}  // namespace

InterfaceCounts sum_of(const InterfaceCounts& a, const InterfaceCounts& b) {
  // A time that is not known is 0.
  const bool either_start = a.first_ns != 0 && b.first_ns != 0;
  return {.received = sum_of(a.received, b.received),
          .accepted = sum_of(a.accepted, b.accepted),
          .dropped_by_interface = sum_of(a.dropped_by_interface, b.dropped_by_interface),
          .dropped_by_os = sum_of(a.dropped_by_os, b.dropped_by_os),
          .first_ns =
              either_start ? std::min(a.first_ns, b.first_ns) : std::max(a.first_ns, b.first_ns),
          .last_ns = std::max(a.last_ns, b.last_ns)};
}

InterfaceCounts without(const InterfaceCounts& told, std::uint64_t frames) {
  InterfaceCounts rest = told;
  for (Count* each : {&rest.received, &rest.accepted}) {
    if (*each) **each -= std::min(**each, frames);
  }
  return rest;
}

void EarlierCounts::tell(const InterfaceCounts& told) {
  if (told.first_ns != latest_.first_ns) of_other_starts_ = sum();
  latest_ = told;
}

void EarlierCounts::begin_section() {
  if (latest_.first_ns != 0) return;
  of_other_starts_ = sum();
  latest_ = {};
}

InterfaceCounts with_earlier(const InterfaceCounts& earlier, const InterfaceCounts& here) {
  const std::uint64_t came = here.received.value_or(0);
  const std::uint64_t passed = here.accepted.value_or(0);
  const auto told_of_all = [came](const Count& told) { return told && *told >= came; };

  InterfaceCounts both = here;
  both.dropped_by_interface = earlier.dropped_by_interface;
  both.dropped_by_os = earlier.dropped_by_os;
  both.accepted = told_of_all(earlier.accepted) ? *earlier.accepted - (came - passed)
                                                : passed + earlier.dropped_by_os.value_or(0);
  both.received = told_of_all(earlier.received) ? *earlier.received
                                                : came + earlier.dropped_by_os.value_or(0) +
                                                      earlier.dropped_by_interface.value_or(0);
  if (earlier.first_ns != 0) both.first_ns = earlier.first_ns;
  if (both.last_ns == 0) both.last_ns = earlier.last_ns;
  return both;
}

}  // namespace tapbond
