#include "sensor/run/live_numbers.h"

#include <utility>

#include "sensor/legs/earlier_counts.h"

namespace tapbond {

std::vector<LegSummary> LiveNumbers::of_legs(std::int64_t now, bool final) const {
  const std::vector<std::uint64_t> written = stream_.written();
  const auto order = stream_.bond().counts();
  const auto moves = stream_.bond().moves();
  const std::vector<std::uint64_t> duplicates = stream_.left_out();
  const bool excused = !final || (stream_.complete() && !stream_.failed());
  std::vector<LegSummary> summary;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    const LegCounts counts = legs_[i]->counts(now);
    LegSummary leg{.name = legs_[i]->name(),
                   .away = legs_[i]->away(),
                   .received = counts.received,
                   .written = written[i],
                   .filtered = counts.filtered,
                   .joined = counts.joined,
                   .duplicates = duplicates[i],
                   .dropped_by_kernel = counts.dropped_by_kernel,
                   .dropped_by_interface = counts.dropped_by_interface,
                   .late = order[i].late,
                   .max_late_ns = order[i].max_late_ns,
                   .early = order[i].early,
                   .moved = moves.empty() ? 0 : moves[i].moved,
                   .max_moved_ns = moves.empty() ? 0 : moves[i].max_moved_ns,
                   .times_away = counts.times_away,
                   .away_ns = counts.away_ns,
                   .loss_remark = legs_[i]->loss_remark(),
                   .dropped_before_by_kernel = counts.earlier.dropped_by_os.value_or(0),
                   .dropped_before_by_interface = counts.earlier.dropped_by_interface.value_or(0)};
    Exposure exposure = legs_[i]->exposure();
    leg.addresses = std::move(exposure.addresses);
    leg.frames_sent = exposure.frames_sent;
    if (alignment_ != nullptr) {
      leg.clock = alignment_->text(static_cast<std::uint16_t>(i));
    } else if (stream_.trailers() != nullptr) {
      leg.clock = stream_.trailers()->text(static_cast<std::uint16_t>(i));
    }
    (excused ? leg.unread : leg.dropped_by_tapbond) =
        counts.accepted - counts.dropped_by_kernel - leg.duplicates - leg.written;
    summary.push_back(std::move(leg));
  }
  const std::vector<std::uint64_t> written_by_row = stream_.written_by_row();
  for (std::uint32_t row = 0; row < written_by_row.size(); ++row) {
    const Interface& interface = stream_.interfaces()[row];
    const Leg& leg = *legs_[interface.leg];
    if (!leg.finds_interfaces()) continue;
    const LegCounts counts = leg.counts_of(row);
    InterfaceSummary part{.name = interface.name,
                          .received = counts.received,
                          .written = written_by_row[row],
                          .filtered = counts.filtered,
                          .joined = counts.joined,
                          .duplicates = stream_.left_out_of(row),
                          .dropped_by_kernel = counts.dropped_by_kernel,
                          .dropped_by_interface = counts.dropped_by_interface,
                          .lost = counts.lost};
    (excused ? part.unread : part.dropped_by_tapbond) =
        counts.accepted - counts.dropped_by_kernel - part.duplicates - part.written;
    summary[interface.leg].interfaces.push_back(std::move(part));
  }
  return summary;
}

std::vector<InterfaceCounts> LiveNumbers::of_interfaces(std::int64_t wall) const {
  std::vector<InterfaceCounts> counts;
  const std::vector<Interface>& interfaces = stream_.interfaces();
  for (std::uint32_t row = 0; row < interfaces.size(); ++row) {
    const Leg& leg = *legs_[interfaces[row].leg];
    const LegCounts of_row = leg.counts_of(row);
    InterfaceCounts count{.received = of_row.received,
                          .accepted = of_row.accepted - stream_.left_out_of(row),
                          .dropped_by_interface = {},
                          .dropped_by_os = {},
                          .delivered = stream_.sent_of(row),
                          .first_ns = began_.wall,
                          .last_ns = wall};
    if (leg.is_remote()) {
      // What was dropped on another host is known as far as that one tells.
      count = with_earlier(of_row.earlier, count);
    } else {
      count.dropped_by_interface = of_row.dropped_by_interface;
      count.dropped_by_os = of_row.dropped_by_kernel;
    }
    if (alignment_ != nullptr) count.comment = alignment_->text(interfaces[row].leg);
    counts.push_back(count);
  }
  return counts;
}

std::string LiveNumbers::status(std::int64_t now) {
  const double since = static_cast<double>(now - last_status_) / 1e9;
  const double rate =
      last_status_ == 0 ? 0 : static_cast<double>(stream_.sent() - sent_at_last_status_) / since;
  last_status_ = now;
  sent_at_last_status_ = stream_.sent();
  return status_text(so_far(now), static_cast<double>(now - began_.monotonic) / 1e9, rate);
}

}  // namespace tapbond
