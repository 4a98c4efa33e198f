// A TCP conversation as its segments tell it, by Zeek's rules: what state each end is in, what was
// lost on the way here, when it is over.
//
// The rules are those of Zeek's sources (TCP analyzer, endpoint and reassembler of version 8),
// which its log's readers rely on; what they are for is said there. They are made for hostile
// traffic: no order of segments does more than give an odd history.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sensor/sessions/tcp_side.h"

namespace tapbond::sessions {

struct Segment {
  std::int64_t stamp = 0;  // nanoseconds since 1970
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  std::uint16_t window = 0;
  int window_scale = -1;                    // of the option; -1: none
  std::uint32_t length = 0;                 // of the payload, on the wire
  std::span<const std::uint8_t> payload{};  // what was captured of it
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool rst = false;
  bool urg = false;
};

class TcpConversation {
 public:
  using Side = History::Side;

  // Who follows the conversation.
  class Follower {
   public:
    virtual ~Follower() = default;
    virtual void tcp_bytes(Side from, std::span<const std::uint8_t> bytes) = 0;
    // So many bytes were missed. `counts`: both ends were in a state in which that is sure.
    virtual void tcp_gap(Side from, std::uint64_t bytes, bool counts) = 0;
    // An end will send nothing more, and everything has come out.
    virtual void tcp_end(Side from) = 0;
    // The originator is the responder.
    virtual void tcp_flip() = 0;
    virtual void weird(const char* name) = 0;
  };

  explicit TcpConversation(ReassemblyBudget& budget) : ends_{TcpSide(budget), TcpSide(budget)} {}

  // A segment of it; `history` is the conversation's.
  void take(const Segment& segment, Side from, History& history, Follower& follower);

  // A segment that begins another conversation between the same ends. `last`: the stamp of the last
  // one of this.
  bool is_reuse(const Segment& segment, std::int64_t last, Follower& follower) const;

  const TcpSide& originator() const { return ends_[originator_]; }
  const TcpSide& responder() const { return ends_[1 - originator_]; }
  std::uint64_t size(Side of) const;
  bool both_closed() const { return ends_[0].closed && ends_[1].closed; }

  // It counts as going on: nothing told that it has finished.
  bool active() const { return active_; }
  // Both ends are done, at the time of the last segment.
  bool complete() const { return complete_; }
  // One end has sent more than an attempt to connect.
  bool established() const { return established_; }
  // Nanoseconds from the SYN to its acknowledgement by the originator; 0: not seen.
  std::int64_t handshake() const { return handshake_; }

 private:
  class Outlet;

  TcpSide& end(Side side) {
    return ends_[side == Side::kOriginator ? originator_ : 1 - originator_];
  }
  Side side_of(const TcpSide& end) const {
    return &end == &ends_[originator_] ? Side::kOriginator : Side::kResponder;
  }
  TcpSide& peer_of(const TcpSide& end) { return &end == &ends_[0] ? ends_[1] : ends_[0]; }

  void see_partial(const Segment& segment, Side from);
  void begin_end(TcpSide& end, const Segment& segment, std::uint32_t behind, Follower& follower);
  void tell_history(const Segment& segment, TcpSide& end, Side from, std::int64_t place,
                    History& history) const;
  void see_window(const Segment& segment, TcpSide& end, TcpSide& peer, Side from, History& history,
                  Follower& follower);
  std::int64_t see_acknowledgement(const Segment& segment, const TcpSide& end, TcpSide& peer,
                                   Follower& follower);
  // By how much the segment goes beyond what was sent before.
  static std::int32_t see_last(const Segment& segment, TcpSide& end, std::uint32_t behind,
                               Side from, History& history);
  void see_handshake(const Segment& segment, Side from);
  // True when the end is to be closed.
  bool change_state(const Segment& segment, TcpSide& end, TcpSide& peer, Side from,
                    History& history, Follower& follower);
  bool change_inactive(const Segment& segment, TcpSide& end, TcpSide& peer, Side from,
                       History& history, Follower& follower);
  void acknowledge(TcpSide& end, std::int64_t place, Outlet& outlet);
  void take_payload(const Segment& segment, TcpSide& end, std::int64_t place, Outlet& outlet);
  void check_end(TcpSide& end, Follower& follower);
  void close(TcpSide& end);
  void flip(Follower& follower);
  // Who answered a SYN that was not seen is the responder, now that the conversation goes on.
  void turn_around(History& history, Follower& follower);

  std::array<TcpSide, 2> ends_;
  std::size_t originator_ = 0;
  bool seen_[2] = {false, false};  // by place in ends_
  bool partial_ = false;
  bool active_ = true;
  bool complete_ = false;
  bool established_ = false;
  bool close_deferred_ = false;
  bool finished_ = false;  // of the segment: what ends it is no reset or refusal
  bool deferred_finish_ = false;
  std::int64_t syn_at_ = 0;
  std::int64_t handshake_ = 0;
  bool answered_ = false;
};

}  // namespace tapbond::sessions
