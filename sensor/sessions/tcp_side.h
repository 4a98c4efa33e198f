// One end of a TCP conversation, as what it sent tells.
#pragma once

#include <cstdint>

#include "sensor/sessions/history.h"
#include "sensor/sessions/reassembly.h"

namespace tapbond::sessions {

enum class TcpState : std::uint8_t {
  kInactive,     // nothing seen
  kSynSent,      // a SYN
  kSynAckSent,   // a SYN with an acknowledgement, and no SYN before
  kPartial,      // data, and no SYN
  kEstablished,  // its SYN was answered, or answers
  kClosed,       // a FIN
  kReset,        // a RST
};

// A sequence number that goes on to count where the 32 bits of TCP begin anew.
class SequencePlace {
 public:
  void begin(std::uint32_t low) { low_ = low; }
  void move(std::uint32_t low) {
    if (low < low_) ++wraps_;
    low_ = low;
  }
  std::uint32_t low() const { return low_; }
  std::uint32_t wraps() const { return wraps_; }
  std::uint64_t whole() const { return std::uint64_t{wraps_} << 32 | low_; }

 private:
  std::uint32_t low_ = 0;
  std::uint32_t wraps_ = 0;
};

// How far `a` is behind `b` in TCP's circle of numbers.
inline std::int32_t distance(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}

struct TcpSide {
  explicit TcpSide(ReassemblyBudget& budget) : stream(budget) {}

  void enter(TcpState next) {
    if (next == state) return;
    before = state;
    state = next;
  }
  void begin(std::uint32_t sequence) {
    start = sequence;
    acknowledged.begin(sequence);
  }

  bool handshakes() const {
    return state == TcpState::kInactive || state == TcpState::kSynSent ||
           state == TcpState::kSynAckSent;
  }
  // Established, or closed from there.
  bool is_clean() const {
    return state == TcpState::kEstablished ||
           (state == TcpState::kClosed && before == TcpState::kEstablished);
  }
  bool nothing_acknowledged() const {
    return acknowledged.whole() == start || acknowledged.whole() == std::uint64_t{start} + 1;
  }

  // Bytes of payload by the sequence numbers, without SYN and FIN.
  std::uint64_t size(const TcpSide& peer) const;

  // Where a sequence number is in the stream, `near` being one that was seen of it; negative before
  // its start.
  std::int64_t relative(std::uint32_t sequence, const SequencePlace& near) const;

  // Not everything that was sent has come out in order, or the peer's not been acknowledged.
  bool has_pending(const TcpSide& peer) const;

  TcpState state = TcpState::kInactive;
  TcpState before = TcpState::kInactive;
  std::uint32_t start = 0;     // the SYN's number, or what it would have had
  SequencePlace last;          // behind the last that was sent
  SequencePlace acknowledged;  // what the peer acknowledged of it
  std::uint32_t fins = 0;
  std::uint32_t rsts = 0;
  std::int64_t last_stamp = 0;  // of its segments, nanoseconds
  std::uint64_t fin_place = 0;  // behind the FIN, in the stream
  std::uint8_t window_scale = 0;
  // The room that it told of last, with the numbers of the segment that did.
  std::uint32_t window = 0;
  std::uint32_t window_sequence = 0;
  std::uint32_t window_acknowledged = 0;
  bool closed = false;        // and everything has come out
  bool ended = false;         // nothing is to come
  std::int64_t last_syn = 0;  // places of those that the history told of
  std::int64_t last_fin = 0;
  std::int64_t last_rst = 0;
  PowersOfTen retransmissions;
  PowersOfTen zero_windows;
  PowersOfTen gaps;
  Reassembly stream;
};

}  // namespace tapbond::sessions
