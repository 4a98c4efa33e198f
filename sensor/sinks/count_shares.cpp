#include "sensor/sinks/count_shares.h"

#include <optional>

namespace tapbond {
namespace {

using Count = std::optional<std::uint64_t>;

// Counters that were read at different moments may seem to go back a little.
std::uint64_t without(std::uint64_t count, std::uint64_t given) {
  return count > given ? count - given : 0;
}

// Hands out what was added since, where it is known.
Count added(const Count& count, Count& given) {
  if (!count) return std::nullopt;
  const std::uint64_t share = without(*count, given.value_or(0));
  given = given.value_or(0) + share;
  return share;
}

Count left(const Count& count, const Count& given) {
  if (!count) return std::nullopt;
  return without(*count, given.value_or(0));
}

}  // namespace

std::vector<InterfaceCounts> CountShares::take(std::span<const InterfaceCounts> so_far,
                                               std::int64_t end_ns) {
  std::vector<InterfaceCounts> shares;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    Row& row = rows_[i];
    InterfaceCounts share;
    share.delivered = row.written;
    if (i < so_far.size()) {
      const InterfaceCounts& all = so_far[i];
      share.dropped_by_os = added(all.dropped_by_os, row.given.dropped_by_os);
      share.dropped_by_interface = added(all.dropped_by_interface, row.given.dropped_by_interface);
      if (all.received && all.accepted) {
        const std::uint64_t filtered =
            without(without(*all.received, *all.accepted + all.dropped_by_interface.value_or(0)),
                    row.filtered_given);
        row.filtered_given += filtered;
        share.accepted = share.delivered + share.dropped_by_os.value_or(0);
        share.received = *share.accepted + filtered + share.dropped_by_interface.value_or(0);
        row.given.accepted = row.given.accepted.value_or(0) + *share.accepted;
        row.given.received = row.given.received.value_or(0) + *share.received;
      }
      if (all.first_ns != 0) {
        share.first_ns = began_ns_ != 0 ? began_ns_ : all.first_ns;
        share.last_ns = end_ns;
      }
    }
    row.written = 0;
    shares.push_back(share);
  }
  began_ns_ = end_ns;
  return shares;
}

std::vector<InterfaceCounts> CountShares::rest(std::span<const InterfaceCounts> total) const {
  std::vector<InterfaceCounts> rest(total.begin(), total.end());
  for (std::size_t i = 0; i < rest.size() && i < rows_.size(); ++i) {
    const InterfaceCounts& given = rows_[i].given;
    rest[i].received = left(total[i].received, given.received);
    rest[i].accepted = left(total[i].accepted, given.accepted);
    rest[i].dropped_by_interface = left(total[i].dropped_by_interface, given.dropped_by_interface);
    rest[i].dropped_by_os = left(total[i].dropped_by_os, given.dropped_by_os);
    rest[i].delivered = rows_[i].written;
    if (total[i].first_ns != 0 && began_ns_ != 0) rest[i].first_ns = began_ns_;
  }
  return rest;
}

}  // namespace tapbond
