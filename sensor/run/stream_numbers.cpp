#include "sensor/run/stream_numbers.h"

#include <utility>

namespace tapbond {

StreamNumbers::StreamNumbers(const Stream& stream, const Alignment* alignment, Rest rest)
    : stream_(stream),
      alignment_(alignment),
      rest_(rest),
      written_(stream.written()),
      duplicates_(stream.left_out()) {}

template <class Summary>
void StreamNumbers::take(const LegCounts& counts, Summary& summary) const {
  summary.received = counts.received;
  summary.filtered = counts.filtered;
  summary.joined = counts.joined;
  summary.dropped_by_kernel = counts.dropped_by_kernel;
  summary.dropped_by_interface = counts.dropped_by_interface;
  (rest_ == Rest::kLost ? summary.dropped_by_tapbond : summary.unread) =
      counts.accepted - counts.dropped_by_kernel - summary.duplicates - summary.written;
}

LegSummary StreamNumbers::of_leg(std::uint16_t leg, const std::string& name,
                                 const LegCounts& counts) const {
  const OrderCounts& order = stream_.bond().counts()[leg];
  LegSummary summary{
      .name = name,
      .written = written_[leg],
      .duplicates = duplicates_[leg],
      .late = order.late,
      .max_late_ns = order.max_late_ns,
      .early = order.early,
      .dropped_before_by_kernel = counts.earlier.dropped_by_os.value_or(0),
      .dropped_before_by_interface = counts.earlier.dropped_by_interface.value_or(0)};
  take(counts, summary);
  if (const auto moves = stream_.bond().moves(); !moves.empty()) {
    summary.moved = moves[leg].moved;
    summary.max_moved_ns = moves[leg].max_moved_ns;
  }
  if (alignment_ != nullptr) {
    summary.clock = alignment_->text(leg);
  } else if (stream_.trailers() != nullptr) {
    summary.clock = stream_.trailers()->text(leg);
  }
  return summary;
}

void StreamNumbers::add_interfaces(const CountsOf& counts_of, std::vector<LegSummary>& legs) const {
  const std::vector<std::uint64_t> written = stream_.written_by_row();
  for (std::uint32_t row = 0; row < written.size(); ++row) {
    const Interface& interface = stream_.interfaces()[row];
    const std::optional<LegCounts> counts = counts_of(interface.leg, row);
    if (!counts) continue;
    InterfaceSummary part{.name = interface.name,
                          .written = written[row],
                          .duplicates = stream_.left_out_of(row),
                          .lost = counts->lost};
    take(*counts, part);
    legs[interface.leg].interfaces.push_back(std::move(part));
  }
}

}  // namespace tapbond
