// Is there room for a capture?
#include <fmt/format.h>

#include "sensor/checks/checks.h"

namespace tapbond {
namespace {

constexpr double kMiB = 1 << 20;
constexpr double kTooLittle = 100 * kMiB;
constexpr double kLittle = 1024 * kMiB;
constexpr double kShort = 600;               // seconds
constexpr std::uint64_t kRecordHeader = 16;  // bytes of a pcap record besides its frame

std::string duration_text(double seconds) {
  if (seconds >= 2 * 86400) return fmt::format("{:.0f} days", seconds / 86400);
  if (seconds >= 2 * 3600) return fmt::format("{:.0f} h", seconds / 3600);
  return fmt::format("{:.0f} min", seconds / 60);
}

}  // namespace

Verdicts check_disk(const DiskFacts& disk, const TrafficFacts& traffic) {
  if (!disk.problem.empty()) {
    return {{Level::kFail,
             "disk",
             {},
             fmt::format("{}: {}", disk.directory, disk.problem),
             "name a directory that exists, with -w DIRECTORY/FILE"}};
  }
  const auto free = static_cast<double>(disk.free);
  std::string evidence = fmt::format("{:.0f} MiB free in {}", free / kMiB, disk.directory);
  std::uint64_t bytes = 0;
  for (const LegTraffic& leg : traffic.legs) bytes += leg.bytes + kRecordHeader * leg.frames;
  Level level = free < kTooLittle ? Level::kFail : free < kLittle ? Level::kWarn : Level::kOk;
  if (bytes > 0 && traffic.seconds > 0) {
    const double lasts = free * traffic.seconds / static_cast<double>(bytes);
    evidence += fmt::format(", which is {} of this traffic", duration_text(lasts));
    if (lasts < kShort && level == Level::kOk) level = Level::kWarn;
  }
  if (level == Level::kOk) return {{level, "disk", {}, evidence, {}}};
  return {{level,
           "disk",
           {},
           evidence,
           "make room, write elsewhere (-w), or keep less (-s BYTES, a filter)"}};
}

}  // namespace tapbond
