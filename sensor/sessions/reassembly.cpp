#include "sensor/sessions/reassembly.h"

#include <algorithm>

namespace tapbond::sessions {

bool Reassembly::put(std::uint64_t place, std::span<const std::uint8_t> bytes, Receiver& receiver) {
  if (given_up_) return true;
  const std::uint64_t end = place + bytes.size();
  const std::uint64_t from = std::max({place, acknowledged_, next_});
  if (end <= from) return true;
  if (from != next_) return keep(from, bytes.subspan(from - place));
  while (next_ < end && !given_up_) {
    // What came first stands.
    const std::uint64_t stop = waiting_.empty() ? end : std::min(end, waiting_.begin()->first);
    const auto part = bytes.subspan(next_ - place, stop - next_);
    next_ = stop;
    receiver.deliver(part);
    deliver_waiting(receiver);
  }
  return true;
}

bool Reassembly::keep(std::uint64_t place, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    auto after = waiting_.upper_bound(place);
    if (after != waiting_.begin()) {
      const auto before = std::prev(after);
      const std::uint64_t covered = before->first + before->second.size();
      if (covered > place) {
        const std::uint64_t skip = std::min<std::uint64_t>(covered - place, bytes.size());
        place += skip;
        bytes = bytes.subspan(skip);
        continue;
      }
    }
    std::uint64_t size = bytes.size();
    if (after != waiting_.end()) size = std::min(size, after->first - place);
    if (budget_.used + size > budget_.most) return false;
    waiting_.emplace_hint(after, place,
                          std::vector<std::uint8_t>(
                              bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)));
    waiting_bytes_ += size;
    budget_.used += size;
    place += size;
    bytes = bytes.subspan(size);
  }
  return true;
}

void Reassembly::deliver_waiting(Receiver& receiver) {
  while (!waiting_.empty() && waiting_.begin()->first <= next_ && !given_up_) {
    const auto node = waiting_.extract(waiting_.begin());
    const std::vector<std::uint8_t>& bytes = node.mapped();
    waiting_bytes_ -= bytes.size();
    budget_.used -= bytes.size();
    const std::uint64_t known = next_ - node.key();
    if (known >= bytes.size()) continue;
    next_ += bytes.size() - known;
    receiver.deliver(std::span<const std::uint8_t>(bytes).subspan(known));
  }
}

void Reassembly::acknowledge_partial(std::uint64_t place, Receiver& receiver) {
  if (place <= acknowledged_) return;
  if (place > next_ && place <= 2) {
    acknowledged_ = place;
    return;
  }
  acknowledge(place, receiver);
}

void Reassembly::acknowledge(std::uint64_t place, Receiver& receiver) {
  if (place <= acknowledged_) return;
  if (place > next_) skip_to(place, receiver);
  deliver_waiting(receiver);
  acknowledged_ = place;
}

void Reassembly::skip_to(std::uint64_t place, Receiver& receiver) {
  while (!given_up_ && !waiting_.empty() && waiting_.begin()->first < place) {
    const std::uint64_t gap = waiting_.begin()->first - next_;
    next_ += gap;
    receiver.miss(gap);
    deliver_waiting(receiver);
  }
  if (place <= next_) return;
  const std::uint64_t gap = place - next_;
  next_ = place;
  if (!given_up_) receiver.miss(gap);
}

void Reassembly::give_up() {
  given_up_ = true;
  forget();
}

void Reassembly::forget() {
  budget_.used -= waiting_bytes_;
  waiting_bytes_ = 0;
  waiting_.clear();
}

}  // namespace tapbond::sessions
