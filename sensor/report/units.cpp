#include "sensor/report/units.h"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <span>
#include <string_view>

#include "sensor/posix/clock.h"

namespace tapbond {
namespace {

std::string scaled(double value, std::span<const std::string_view> units, double step) {
  std::size_t unit = 0;
  while (value >= step && unit + 1 < units.size()) {
    value /= step;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", value, unit == 0 ? 0 : 1, units[unit]);
}

}  // namespace

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits{"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  return scaled(static_cast<double>(bytes), kUnits, 1024);
}

std::string bit_rate_text(double bits_per_s) {
  constexpr std::array<std::string_view, 5> kUnits{"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
  return scaled(bits_per_s, kUnits, 1000);
}

std::string frame_rate_text(double frames_per_s) {
  constexpr std::array<std::string_view, 3> kUnits{"packets/s", "k packets/s", "M packets/s"};
  return scaled(frames_per_s, kUnits, 1000);
}

std::string duration_text(std::int64_t ns) {
  constexpr std::array<std::string_view, 3> kUnits{"ns", "us", "ms"};
  constexpr double kSecond = 1e9;
  const auto seconds = static_cast<double>(ns) / kSecond;
  if (seconds < 1) return scaled(static_cast<double>(ns), kUnits, 1000);
  if (seconds < 120) return fmt::format("{:.1f} s", seconds);
  if (seconds < 7200) return fmt::format("{:.1f} min", seconds / 60);
  if (seconds < 172800) return fmt::format("{:.1f} h", seconds / 3600);
  return fmt::format("{:.1f} days", seconds / 86400);
}

std::string time_text(std::int64_t ns) {
  const UtcTime utc = utc_time(ns);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &utc.parts);
  return fmt::format("{}.{:03} UTC", std::string_view(text, size), utc.nanoseconds / 1'000'000);
}

}  // namespace tapbond
