#include "sensor/sessions/tcp_side.h"

#include <algorithm>

namespace tapbond::sessions {

std::uint64_t TcpSide::size(const TcpSide& peer) const {
  const bool half_open = before == TcpState::kSynSent && state == TcpState::kReset &&
                         peer.state == TcpState::kInactive && !nothing_acknowledged();
  if (half_open) return 0;
  std::uint64_t size = std::max(last.whole(), acknowledged.whole()) - start;
  if (size != 0) --size;
  if (fins > 0 && size != 0) --size;
  return size;
}

std::int64_t TcpSide::relative(std::uint32_t sequence, const SequencePlace& near) const {
  std::uint32_t wraps = near.wraps();
  const std::int32_t delta = distance(sequence, near.low());
  if (delta < 0 && wraps > 0 && sequence > near.low()) {
    --wraps;
  } else if (delta > 0 && sequence < near.low()) {
    ++wraps;
  }
  if (wraps == 0) return distance(sequence, start);
  return static_cast<std::int64_t>((std::uint64_t{wraps} << 32 | sequence) - start);
}

bool TcpSide::has_pending(const TcpSide& peer) const {
  if (stream.given_up()) return false;
  const std::uint64_t out = start + stream.next();
  const std::uint64_t sent = last.whole();
  if (sent < out) return false;
  // A FIN has a number of its own, a RST has none.
  if (out != sent - 1 && out != sent) return true;
  return state != TcpState::kReset && peer.stream.unacknowledged();
}

}  // namespace tapbond::sessions
