#include "decoders/causes/quoted_packets.h"

#include <algorithm>
#include <bit>

namespace tapbond::causes {
namespace {

constexpr std::size_t kErrors = 1024;

}  // namespace

QuotedPackets::QuotedPackets(std::size_t most)
    : seen_(std::bit_floor(std::max<std::size_t>(most, 1))), errors_(kErrors) {}

void QuotedPackets::look(std::uint64_t identity, FrameNumber frame, std::int64_t stamp,
                         std::vector<CauseAndEffect>& found) {
  if (identity == 0) return;
  Seen& known = place(identity);
  if (known.identity != identity || !are_together(stamp, known.stamp)) {
    known = {.identity = identity, .frame = frame, .stamp = stamp};
  }
  if (!any_) return;
  any_ = are_together(stamp, last_error_);
  if (any_) errors_.look_for_answer(identity, frame, stamp, found);
}

void QuotedPackets::look_at_error(std::uint64_t quoted, FrameNumber frame, std::int64_t stamp,
                                  std::vector<CauseAndEffect>& found) {
  if (quoted == 0) return;
  Seen& packet = place(quoted);
  if (packet.identity == quoted && are_together(packet.stamp, stamp)) {
    found.push_back({.cause = packet.frame, .effect = frame});
    packet = {};  // another error may be about another packet that looks the same
    return;
  }
  errors_.look({.key = quoted, .answer = true}, frame, stamp, found);
  any_ = true;
  last_error_ = stamp;
}

}  // namespace tapbond::causes
