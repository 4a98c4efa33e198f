#include "sensor/run/file_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sensor/legs/earlier_counts.h"

namespace tapbond {

std::vector<LegSummary> FileNumbers::of_legs(bool lost) const {
  const std::vector<std::uint64_t> written = stream_.written();
  const auto order = stream_.bond().counts();
  const auto moves = stream_.bond().moves();
  const std::vector<std::uint64_t> duplicates = stream_.left_out();
  std::vector<LegSummary> summary;
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    const FileLeg::Counts counts = legs_[i]->counts();
    LegSummary leg{.name = legs_[i]->name(),
                   .received = counts.received,
                   .written = written[i],
                   .filtered = counts.filtered,
                   .joined = counts.joined,
                   .duplicates = duplicates[i],
                   .late = order[i].late,
                   .max_late_ns = order[i].max_late_ns,
                   .early = order[i].early,
                   .times_moved = counts.times_moved,
                   .without_time = counts.without_time,
                   .moved = moves.empty() ? 0 : moves[i].moved,
                   .max_moved_ns = moves.empty() ? 0 : moves[i].max_moved_ns,
                   .dropped_before_by_kernel = counts.earlier.dropped_by_os.value_or(0),
                   .dropped_before_by_interface = counts.earlier.dropped_by_interface.value_or(0)};
    if (alignment_ != nullptr) {
      leg.clock = alignment_->text(static_cast<std::uint16_t>(i));
    } else if (stream_.trailers() != nullptr) {
      leg.clock = stream_.trailers()->text(static_cast<std::uint16_t>(i));
    }
    const std::uint64_t rest =
        leg.received - leg.filtered - leg.joined - leg.duplicates - leg.written;
    (lost ? leg.dropped_by_tapbond : leg.unread) = rest;
    summary.push_back(std::move(leg));
  }
  const std::vector<std::uint64_t> written_by_row = stream_.written_by_row();
  for (std::uint32_t row = 0; row < written_by_row.size(); ++row) {
    const Interface& interface = stream_.interfaces()[row];
    const FileLeg& leg = *legs_[interface.leg];
    if (!leg.finds_interfaces()) continue;
    const FileLeg::Counts counts = leg.counts_of(row);
    InterfaceSummary part{.name = interface.name,
                          .received = counts.received,
                          .written = written_by_row[row],
                          .filtered = counts.filtered,
                          .joined = counts.joined,
                          .duplicates = stream_.left_out_of(row),
                          .lost = counts.lost};
    (lost ? part.dropped_by_tapbond : part.unread) =
        part.received - part.filtered - part.joined - part.duplicates - part.written;
    summary[interface.leg].interfaces.push_back(std::move(part));
  }
  return summary;
}

std::vector<InterfaceCounts> FileNumbers::of_interfaces() const {
  std::vector<InterfaceCounts> counts;
  const std::vector<Interface>& interfaces = stream_.interfaces();
  for (std::uint32_t row = 0; row < interfaces.size(); ++row) {
    const FileLeg::Counts of_row = legs_[interfaces[row].leg]->counts_of(row);
    InterfaceCounts count;
    count.received = of_row.received;
    count.accepted = of_row.received - of_row.filtered - of_row.joined - stream_.left_out_of(row);
    count.delivered = stream_.sent_of(row);
    count = with_earlier(of_row.earlier, count);
    if (alignment_ != nullptr) count.comment = alignment_->text(interfaces[row].leg);
    counts.push_back(count);
  }
  return counts;
}

std::string FileNumbers::status() const {
  constexpr int kWidth = 40;
  std::uint64_t read = 0;
  std::uint64_t total = 0;
  bool stream = false;
  for (const auto& leg : legs_) {
    read += leg->bytes_read();
    total += leg->bytes_total();
    stream = stream || leg->is_stream();
  }
  if (stream || total == 0) {
    return fmt::format("{} packets, {:.1f} MB", stream_.sent(), static_cast<double>(read) / 1e6);
  }
  const double share = std::min(1.0, static_cast<double>(read) / static_cast<double>(total));
  const auto filled = static_cast<int>(std::lround(share * kWidth));
  return fmt::format("[{:#<{}}{:.<{}}] {:3.0f}%  {} packets", "", filled, "", kWidth - filled,
                     100 * share, stream_.sent());
}

}  // namespace tapbond
