#include "sensor/duplicates/copy_finder.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "bond/prefetch.h"
#include "sensor/duplicates/duplicate_options.h"

namespace tapbond {
namespace {

// A millisecond of packets of middle size on two lines of 10 Gbit/s finds room, in no more than
// leaves some of the processor's cache to the frames; and so many of up to kMostMilliseconds.
constexpr std::size_t kRowsOfMillisecond = 2048;
constexpr std::int64_t kMostMilliseconds = 8;
// Packets of a leg after which it is judged, and after which the older half of what is known of it
// counts half.
constexpr std::uint32_t kEnough = 64;
constexpr std::uint32_t kLately = 4096;

bool is_within(std::int64_t first, std::int64_t second, std::int64_t within) {
  // Unsigned: stamps of files may be as far apart as there are.
  const auto a = static_cast<std::uint64_t>(std::max(first, second));
  const auto b = static_cast<std::uint64_t>(std::min(first, second));
  return a - b <= static_cast<std::uint64_t>(within);
}

}  // namespace

bool CopyFinder::Doubling::is_known_not_to() const {
  return packets >= kEnough && std::uint64_t{same} * kShare < packets;
}

std::size_t CopyFinder::rows(std::int64_t within) {
  constexpr std::int64_t kMillisecond = DuplicateOptions::kMillisecond;
  const std::int64_t milliseconds = (within + kMillisecond - 1) / kMillisecond;
  return std::bit_ceil(kRowsOfMillisecond * static_cast<std::size_t>(std::clamp<std::int64_t>(
                                                milliseconds, 1, kMostMilliseconds)));
}

std::size_t CopyFinder::memory(std::int64_t within) {
  return rows(within) * sizeof(Row) + PacketHash::memory();
}

CopyFinder::CopyFinder(std::size_t legs, std::int64_t within, std::uint32_t most)
    : within_(within), most_(most), rows_(rows(within)), legs_(legs) {}

void CopyFinder::look(std::span<const Frame> frames, std::span<const int> linktypes,
                      std::span<std::optional<Copy>> copies) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    Wanted& wanted = wanted_[i];
    wanted.comparable = find_comparable(frames[i], linktypes[i], most_, wanted.packet);
    if (!wanted.comparable) continue;
    wanted.digest = hash_.of(wanted.packet.bytes, *wanted.packet.mask);
    wanted.row = &rows_[(wanted.digest.low ^ wanted.digest.high) & (rows_.size() - 1)];
    prefetch_to_write(reinterpret_cast<std::uintptr_t>(wanted.row), sizeof(Row));
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    copies[i] = wanted_[i].comparable ? look(frames[i], wanted_[i]) : std::nullopt;
  }
}

std::optional<Copy> CopyFinder::look(const Frame& frame, const Wanted& wanted) {
  Doubling& doubling = legs_[frame.leg];
  if (++doubling.packets == kLately) {
    doubling.packets /= 2;
    doubling.same /= 2;
  }
  Seen* const other = oldest_like(frame, wanted);
  if (other == nullptr) {
    keep(frame, wanted);
    return std::nullopt;
  }
  const Copy copy{.leg = other->leg,
                  .apart_ns = std::abs(frame.stamp - other->stamp),
                  .routed = other->hops != wanted.packet.hops};
  if (other->leg == frame.leg && !copy.routed) {
    ++doubling.same;
    if (!wanted.packet.numbered && doubling.is_known_not_to()) {
      keep(frame, wanted);
      return std::nullopt;
    }
  }
  other->used = false;
  return copy;
}

CopyFinder::Seen* CopyFinder::oldest_like(const Frame& frame, const Wanted& wanted) {
  Seen* oldest = nullptr;
  for (Seen& seen : wanted.row->places) {
    const bool same = seen.used && seen.digest == wanted.digest &&
                      seen.length == wanted.packet.length &&
                      is_within(seen.stamp, frame.stamp, within_);
    if (!same || (!wanted.packet.ip && seen.leg == frame.leg)) continue;
    if (oldest == nullptr || seen.stamp < oldest->stamp) oldest = &seen;
  }
  return oldest;
}

void CopyFinder::keep(const Frame& frame, const Wanted& wanted) {
  Seen* place = &wanted.row->places[0];
  for (Seen& seen : wanted.row->places) {
    if (!seen.used) {
      place = &seen;
      break;
    }
    if (seen.stamp < place->stamp) place = &seen;
  }
  *place = {.digest = wanted.digest,
            .stamp = frame.stamp,
            .length = wanted.packet.length,
            .leg = frame.leg,
            .hops = wanted.packet.hops,
            .used = true};
}

}  // namespace tapbond
