#include "sensor/run/live_numbers.h"

#include <optional>
#include <utility>

#include "sensor/legs/earlier_counts.h"
#include "sensor/run/stream_numbers.h"

namespace tapbond {

std::vector<LegSummary> LiveNumbers::of_legs(std::int64_t now, bool final) const {
  const bool excused = !final || (stream_.complete() && !stream_.failed());
  const StreamNumbers numbers(stream_, alignment_,
                              excused ? StreamNumbers::Rest::kUnread : StreamNumbers::Rest::kLost);
  std::vector<LegSummary> summary;
  for (std::uint16_t i = 0; i < legs_.size(); ++i) {
    Leg& leg = *legs_[i];
    const LegCounts counts = leg.counts(now);
    LegSummary& told = summary.emplace_back(numbers.of_leg(i, leg.name(), counts));
    told.away = leg.away();
    told.times_away = counts.times_away;
    told.away_ns = counts.away_ns;
    told.loss_remark = leg.loss_remark();
    Exposure exposure = leg.exposure();
    told.addresses = std::move(exposure.addresses);
    told.frames_sent = exposure.frames_sent;
  }
  numbers.add_interfaces(
      [this](std::uint16_t leg, std::uint32_t row) {
        return legs_[leg]->finds_interfaces() ? std::optional(legs_[leg]->counts_of(row))
                                              : std::nullopt;
      },
      summary);
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
