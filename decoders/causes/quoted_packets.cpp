#include "decoders/causes/quoted_packets.h"

#include <algorithm>
#include <bit>
#include <span>

namespace tapbond::causes {
namespace {

constexpr std::size_t kErrors = 1024;

// The position of the first that equals `wanted`, or their number. In blocks that compilers turn
// into a few instructions each.
std::size_t find(std::span<const std::uint32_t> all, std::uint32_t wanted) {
  constexpr std::size_t kBlock = 64;
  std::size_t at = 0;
  for (; at + kBlock <= all.size(); at += kBlock) {
    std::uint32_t equal = 0;
    for (std::size_t i = 0; i < kBlock; ++i) equal |= all[at + i] == wanted ? 1u : 0u;
    if (equal != 0) break;
  }
  while (at < all.size() && all[at] != wanted) ++at;
  return at;
}

}  // namespace

QuotedPackets::QuotedPackets(std::size_t most)
    : seen_(std::bit_floor(std::max<std::size_t>(most, 1))), errors_(kErrors) {}

void QuotedPackets::look_for_error(std::uint32_t identity, FrameNumber frame, std::int64_t stamp,
                                   std::vector<CauseAndEffect>& found) {
  any_ = are_together(stamp, last_error_);
  if (any_ && identity != 0) errors_.look_for_answer(identity, frame, stamp, found);
}

// The oldest of those that look the same is the one that this error is surely not before.
void QuotedPackets::look_at_error(std::uint32_t quoted, FrameNumber frame, std::int64_t stamp,
                                  std::vector<CauseAndEffect>& found) {
  look(0, frame, stamp, found);
  if (quoted == 0) return;
  const std::span<std::uint32_t> all(seen_);
  const std::size_t oldest = (frame + 1) & (all.size() - 1);
  std::size_t at = oldest + find(all.subspan(oldest), quoted);
  if (at == all.size()) at = find(all.first(oldest), quoted);
  if (all[at] == quoted) {
    found.push_back({.cause = frame - ((frame - at) & (all.size() - 1)), .effect = frame});
    // Another error may be about another packet that looks the same.
    std::replace(seen_.begin(), seen_.end(), quoted, std::uint32_t{0});
    return;
  }
  errors_.look({.key = quoted, .answer = true}, frame, stamp, found);
  any_ = true;
  last_error_ = stamp;
}

}  // namespace tapbond::causes
