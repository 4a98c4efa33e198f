#include "sensor/report/page/page_history.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sensor/posix/visible_text.h"

namespace tapbond {
namespace {

std::uint64_t lost(const LegSummary& leg) {
  return leg.dropped_by_kernel + leg.dropped_by_interface + leg.dropped_by_tapbond +
         leg.dropped_before_by_kernel + leg.dropped_before_by_interface;
}

// Counts grow; where one does not (a sensor behind a feed was started again), nothing is new.
std::uint64_t since(std::uint64_t now, std::uint64_t before) { return now - std::min(now, before); }

}  // namespace

void PageHistory::add(const RunNumbers& numbers) {
  const double passed = static_cast<double>(numbers.now_ns - last_.now_ns) / 1e9;
  if (any_ && passed > 0 && numbers.legs.size() == last_.legs.size()) {
    Sample sample{.time_ns = numbers.now_ns, .legs = {}};
    for (std::size_t i = 0; i < numbers.legs.size(); ++i) {
      const LegSummary& now = numbers.legs[i];
      const LegSummary& before = last_.legs[i];
      const auto frames = static_cast<double>(since(now.received, before.received));
      const auto bytes = static_cast<double>(since(now.bytes, before.bytes));
      sample.legs.push_back({.frames_per_s = frames / passed,
                             .bits_per_s = bytes * 8 / passed,
                             .dropped = since(lost(now), lost(before)),
                             .late = since(now.late, before.late),
                             .up = !now.away});
    }
    samples_.push_back(std::move(sample));
    if (samples_.size() > kMost) samples_.pop_front();
  }
  any_ = true;
  last_ = numbers;
}

std::string PageHistory::json() const {
  nlohmann::json names = nlohmann::json::array();
  for (const LegSummary& leg : last_.legs) names.push_back(visible_text(leg.name));
  nlohmann::json samples = nlohmann::json::array();
  for (const Sample& sample : samples_) {
    nlohmann::json legs = nlohmann::json::array();
    for (const OfLeg& leg : sample.legs) {
      legs.push_back({std::round(leg.frames_per_s), std::round(leg.bits_per_s), leg.dropped,
                      leg.late, leg.up});
    }
    samples.push_back({{"time", static_cast<double>(sample.time_ns) / 1e9}, {"legs", legs}});
  }
  return nlohmann::json{{"legs", names}, {"samples", samples}}.dump();
}

}  // namespace tapbond
