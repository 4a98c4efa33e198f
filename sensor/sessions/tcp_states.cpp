// From which state to which a segment moves its end, and when both are done.
#include "sensor/sessions/tcp_conversation.h"

namespace tapbond::sessions {

bool TcpConversation::change_state(const Segment& segment, TcpSide& end, TcpSide& peer, Side from,
                                   History& history, Follower& follower) {
  bool closes = false;
  switch (end.state) {
    case TcpState::kInactive:
      closes = change_inactive(segment, end, peer, from, history, follower);
      break;
    case TcpState::kSynSent:
    case TcpState::kSynAckSent:
      if (segment.syn && from == Side::kOriginator) {
        if (segment.ack && !segment.fin && !segment.rst && end.state == TcpState::kSynSent)
          follower.weird("repeated_SYN_with_ack");
      } else if (segment.syn && !segment.ack && end.state != TcpState::kSynSent) {
        follower.weird("repeated_SYN_reply_wo_ack");
      }
      if (segment.fin) {
        if (peer.state == TcpState::kInactive || peer.state == TcpState::kSynSent)
          follower.weird("inappropriate_FIN");
        end.enter(TcpState::kClosed);
        closes = finished_ = true;
      }
      if (segment.rst) {
        end.enter(TcpState::kReset);
        active_ = false;
        closes = true;
      } else if (segment.length > 0) {
        follower.weird("data_before_established");
      }
      break;
    case TcpState::kEstablished:
    case TcpState::kPartial:
      if (segment.syn && !segment.ack && end.state == TcpState::kPartial &&
          peer.state == TcpState::kInactive) {
        follower.weird("SYN_after_partial");
        end.enter(TcpState::kSynSent);
      }
      if (segment.fin && !segment.rst) {
        end.enter(TcpState::kClosed);
        // A FIN and then a RST was a normal end, too.
        if (peer.state == TcpState::kReset && peer.before == TcpState::kClosed)
          peer.enter(TcpState::kClosed);
        closes = finished_ = true;
      }
      if (segment.rst) {
        end.enter(TcpState::kReset);
        closes = true;
        if (peer.state != TcpState::kReset || peer.before != TcpState::kEstablished)
          active_ = false;
      }
      break;
    case TcpState::kClosed:
      if (segment.syn) follower.weird("SYN_after_close");
      if (segment.rst && peer.state != TcpState::kClosed) {
        end.enter(TcpState::kReset);
        closes = !end.closed;
      }
      break;
    case TcpState::kReset:
      if (segment.syn) follower.weird("SYN_after_reset");
      if (segment.fin) follower.weird("FIN_after_reset");
      if (segment.length > 0 && !segment.rst) follower.weird("data_after_reset");
      break;
  }
  established_ = established_ || !ends_[0].handshakes() || !ends_[1].handshakes();
  return closes;
}

bool TcpConversation::change_inactive(const Segment& segment, TcpSide& end, TcpSide& peer,
                                      Side from, History& history, Follower& follower) {
  const bool originates = from == Side::kOriginator;
  bool closes = false;
  if (segment.syn && originates) {
    if (segment.ack) follower.weird("connection_originator_SYN_ack");
    end.enter(segment.ack ? TcpState::kSynAckSent : TcpState::kSynSent);
  } else if (segment.syn) {
    const bool begun = peer.state != TcpState::kInactive && peer.state != TcpState::kPartial;
    // What it acknowledges was sent.
    if (segment.ack && begun && segment.acknowledged - peer.start > peer.last.low() - peer.start)
      follower.weird("bad_SYN_ack");
    if (!segment.ack && peer.state == TcpState::kSynAckSent && segment.sequence == end.start) {
      // The SYN came behind its answer.
      partial_ = false;
      flip(follower);
      history.add('^', Side::kOriginator);
      peer.enter(TcpState::kEstablished);
      seen_[&end - ends_.data()] = true;
    } else if (!segment.ack) {
      follower.weird("simultaneous_open");
    }
    if (peer.state == TcpState::kSynSent) {
      peer.enter(TcpState::kEstablished);
    } else if (peer.state == TcpState::kInactive) {
      follower.weird("unsolicited_SYN_response");
    }
    end.enter(TcpState::kEstablished);
  }
  if (segment.fin) {
    if (peer.state != TcpState::kPartial && !segment.syn) follower.weird("spontaneous_FIN");
    end.enter(TcpState::kClosed);
    closes = finished_ = true;
  }
  if (segment.rst) {
    end.enter(TcpState::kReset);
    const bool refuses =
        originates ? peer.state == TcpState::kEstablished
                   : peer.state == TcpState::kSynSent || peer.state == TcpState::kSynAckSent;
    closes = true;
    finished_ = !refuses;
    if (!refuses && peer.state == TcpState::kInactive) follower.weird("spontaneous_RST");
  }
  if (end.state != TcpState::kInactive) return closes;

  // Nothing but an acknowledgement, or data.
  if (!originates && segment.length == 0 && peer.state == TcpState::kSynSent) return closes;
  if (segment.ack && peer.state == TcpState::kEstablished) {
    // Only the SYN was missed.
    end.enter(TcpState::kEstablished);
    partial_ = false;
    seen_[&end - ends_.data()] = true;
  } else {
    end.enter(TcpState::kPartial);
  }
  return closes;
}

void TcpConversation::close(TcpSide& end) {
  const TcpSide& peer = peer_of(end);
  if (end.has_pending(peer)) {
    close_deferred_ = true;
    return;
  }
  close_deferred_ = false;
  if (end.closed) return;
  end.closed = true;
  const bool done =
      end.state == TcpState::kReset || peer.closed || peer.state == TcpState::kInactive;
  if (!done) return;
  const bool worth_telling = end.before != TcpState::kInactive || peer.state != TcpState::kInactive;
  if (worth_telling && deferred_finish_) active_ = false;
  complete_ = true;
}

void TcpConversation::flip(Follower& follower) {
  originator_ = 1 - originator_;
  follower.tcp_flip();
}

void TcpConversation::turn_around(History& history, Follower& follower) {
  flip(follower);
  history.turn_answer();
  partial_ = false;
  seen_[originator_] = true;
}

bool TcpConversation::is_reuse(const Segment& segment, std::int64_t last,
                               Follower& follower) const {
  if (!segment.syn) return false;
  const TcpSide& orig = originator();
  const TcpSide& resp = responder();
  if (segment.ack && orig.state != TcpState::kInactive) return false;
  const TcpSide& sender = segment.ack ? resp : orig;
  if (both_closed()) {
    constexpr std::int64_t kLinger = 5'000'000'000;
    const bool reset = orig.state == TcpState::kReset || resp.state == TcpState::kReset;
    if (segment.stamp - last < kLinger && !reset) follower.weird("premature_connection_reuse");
    return true;
  }
  if (segment.sequence == sender.start) return false;
  const bool is_behind_its_answer = !segment.ack && sender.state == TcpState::kSynAckSent &&
                                    resp.state == TcpState::kInactive &&
                                    segment.sequence == resp.start;
  if (is_behind_its_answer) return false;
  follower.weird(sender.state == TcpState::kSynSent ? "SYN_seq_jump" : "active_connection_reuse");
  return true;
}

}  // namespace tapbond::sessions
