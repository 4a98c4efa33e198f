#include "sensor/run/file_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sensor/legs/earlier_counts.h"
#include "sensor/legs/leg.h"
#include "sensor/run/stream_numbers.h"

namespace tapbond {
namespace {

// Nothing is lost on the way from a file.
LegCounts as_of_a_leg(const FileLeg::Counts& counts) {
  return {.received = counts.received,
          .accepted = counts.received - counts.filtered - counts.joined,
          .filtered = counts.filtered,
          .joined = counts.joined,
          .lost = counts.lost,
          .earlier = counts.earlier};
}

}  // namespace

std::vector<LegSummary> FileNumbers::of_legs(bool lost) const {
  const StreamNumbers numbers(stream_, alignment_,
                              lost ? StreamNumbers::Rest::kLost : StreamNumbers::Rest::kUnread);
  std::vector<LegSummary> summary;
  for (std::uint16_t i = 0; i < legs_.size(); ++i) {
    const FileLeg::Counts counts = legs_[i]->counts();
    LegSummary& told =
        summary.emplace_back(numbers.of_leg(i, legs_[i]->name(), as_of_a_leg(counts)));
    told.times_moved = counts.times_moved;
    told.without_time = counts.without_time;
  }
  numbers.add_interfaces(
      [this](std::uint16_t leg, std::uint32_t row) {
        return legs_[leg]->finds_interfaces()
                   ? std::optional(as_of_a_leg(legs_[leg]->counts_of(row)))
                   : std::nullopt;
      },
      summary);
  return summary;
}

std::vector<InterfaceCounts> FileNumbers::of_interfaces() const {
  std::vector<InterfaceCounts> counts;
  const std::vector<Interface>& interfaces = stream_.interfaces();
  for (std::uint32_t row = 0; row < interfaces.size(); ++row) {
    const LegCounts of_row = as_of_a_leg(legs_[interfaces[row].leg]->counts_of(row));
    InterfaceCounts count;
    count.received = of_row.received;
    count.accepted = of_row.accepted - stream_.left_out_of(row);
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
