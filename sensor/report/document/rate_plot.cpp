#include "sensor/report/document/rate_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <span>

#include "sensor/report/document/html_text.h"
#include "sensor/report/units.h"

namespace tapbond {
namespace {

constexpr double kWidth = 720;
constexpr double kHeight = 120;
constexpr double kTick = 8;  // where packets were moved

using Value = std::function<double(const BinCounts&)>;

// A line over the bins, each a step; `closed`: an area from the ground up.
std::string steps(std::span<const BinCounts> bins, const Value& value, double most, bool closed) {
  const double width = kWidth / static_cast<double>(bins.size());
  std::string path = fmt::format("M0,{}", kHeight);
  const auto to = std::back_inserter(path);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double y = kHeight - value(bins[i]) / most * (kHeight - 4);
    fmt::format_to(to, "V{:.1f}H{:.1f}", y, width * static_cast<double>(i + 1));
  }
  if (closed) fmt::format_to(to, "V{}Z", kHeight);
  return path;
}

std::string ticks(std::span<const BinCounts> bins) {
  const double width = kWidth / static_cast<double>(bins.size());
  std::string path;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i].moved == 0) continue;
    fmt::format_to(std::back_inserter(path), "M{:.1f},0v{}", width * (static_cast<double>(i) + 0.5),
                   kTick);
  }
  return path;
}

double largest(std::span<const BinCounts> bins, const Value& value) {
  double most = 1;
  for (const BinCounts& bin : bins) most = std::max(most, value(bin));
  return most;
}

}  // namespace

std::string rate_plot(const TimeBins& bins, std::size_t lane, const std::string& name) {
  if (lane >= bins.lanes() || bins.of(lane).empty()) return {};
  const std::span<const BinCounts> counts = bins.of(lane);
  const auto all = [](const BinCounts& bin) { return static_cast<double>(bin.bytes); };
  const auto talk = [](const BinCounts& bin) {
    return static_cast<double>(bin.began + bin.answered);
  };
  const auto began = [](const BinCounts& bin) { return static_cast<double>(bin.began); };
  const auto frames = [](const BinCounts& bin) { return static_cast<double>(bin.frames); };
  const double most_bytes = largest(counts, all);
  const double most_frames = largest(counts, frames);
  const double seconds = static_cast<double>(bins.width()) / 1e9;
  const std::string rates =
      fmt::format("at most {} and {}", bit_rate_text(most_bytes * 8 / seconds),
                  frame_rate_text(most_frames / seconds));
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}: "
      "{}\">\n"
      "<path class=\"other\" d=\"{}\"/>\n<path class=\"answered\" d=\"{}\"/>\n"
      "<path class=\"began\" d=\"{}\"/>\n<path class=\"frames\" d=\"{}\"/>\n",
      kWidth, kHeight, html_text(name), rates, steps(counts, all, most_bytes, true),
      steps(counts, talk, most_bytes, true), steps(counts, began, most_bytes, true),
      steps(counts, frames, most_frames, false));
  const std::string moved = ticks(counts);
  if (!moved.empty()) svg += fmt::format("<path class=\"moved\" d=\"{}\"/>\n", moved);
  svg += "</svg>\n";
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto duration = static_cast<std::int64_t>(
      std::min(counts.size() * static_cast<std::uint64_t>(bins.width()), kMost));
  return svg + fmt::format(
                   "<p class=\"ends\"><span>{}</span> <span>{}; a step is {}</span> "
                   "<span>{} later</span></p>\n",
                   time_text(bins.begin()), rates, duration_text(bins.width()),
                   duration_text(duration));
}

}  // namespace tapbond
