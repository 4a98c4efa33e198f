#include "sensor/sessions/tcp_conversation.h"

namespace tapbond::sessions {
namespace {

// What a SYN or a RST may jump ahead before its sequence number is not believed.
constexpr std::int32_t kIncredible = 1 << 20;
// Bytes behind a hole, and sent in all, after which acknowledgements are not waited for where there
// was none.
constexpr std::uint64_t kMostWithoutAcknowledgement = 16384;
// The same where there were some.
constexpr std::uint64_t kMostUnacknowledged = 10 << 20;
constexpr std::uint32_t kStorm = 1000;                // segments
constexpr std::int64_t kStormsPause = 1'000'000'000;  // nanoseconds

// Neither begins nor ends anything, which is what a probe is answered with.
bool goes_on(const Segment& segment) {
  return !segment.syn && !segment.fin && !segment.rst && (segment.ack || segment.length > 0);
}

}  // namespace

void tell_odd_syn(const Segment& segment, TcpConversation::Follower& follower) {
  if (segment.rst) follower.weird("TCP_christmas");
  if (segment.urg) follower.weird("baroque_SYN");
  if (segment.length > 0) follower.weird("SYN_with_data");
}

// Of FINs or RSTs, each soon after the end's segment before.
void tell_storm(const Segment& segment, const TcpSide& end, TcpConversation::Follower& follower) {
  if (segment.stamp - end.last_stamp >= kStormsPause) return;
  if (segment.fin && end.fins >= kStorm) follower.weird("FIN_storm");
  if (segment.rst && end.rsts >= kStorm) follower.weird("RST_storm");
}

// What comes out of a stream, on its way to who follows the conversation.
class TcpConversation::Outlet final : public Reassembly::Receiver {
 public:
  Outlet(TcpConversation& tcp, History& history, Follower& follower)
      : tcp_(tcp), history_(history), follower_(follower) {}

  void of(TcpSide& end) { end_ = &end; }
  Follower& follower() { return follower_; }

  void deliver(std::span<const std::uint8_t> bytes) override {
    follower_.tcp_bytes(tcp_.side_of(*end_), bytes);
  }

  void miss(std::uint64_t bytes) override {
    const Side side = tcp_.side_of(*end_);
    const bool counts = tcp_.ends_[0].is_clean() && tcp_.ends_[1].is_clean();
    if (counts && end_->gaps.count()) history_.add('G', side);
    follower_.tcp_gap(side, bytes, counts);
  }

 private:
  TcpConversation& tcp_;
  History& history_;
  Follower& follower_;
  TcpSide* end_ = nullptr;
};

void TcpConversation::take(const Segment& segment, Side from, History& history,
                           Follower& follower) {
  TcpSide& end = this->end(from);
  TcpSide& peer = peer_of(end);
  see_partial(segment, from);
  see_handshake(segment, from);

  const std::uint32_t payload = segment.rst ? 0 : segment.length;
  const std::uint32_t behind =
      segment.sequence + payload + (segment.syn ? 1 : 0) + (segment.fin ? 1 : 0);
  begin_end(end, segment, behind, follower);
  const std::int64_t place = end.relative(segment.sequence, end.last);
  const bool before_start = place < 0;
  if (before_start && !segment.rst) follower.weird("TCP_seq_underflow_or_misorder");

  if (history.is_unasked_answer() && goes_on(segment)) {
    turn_around(history, follower);
    from = side_of(end);
  }
  tell_history(segment, end, from, place, history);
  see_window(segment, end, peer, from, history, follower);
  if (segment.syn) tell_odd_syn(segment, follower);
  if (segment.fin) {
    ++end.fins;
    end.fin_place = static_cast<std::uint64_t>(place) + (behind - segment.sequence);
  }
  if (segment.rst) ++end.rsts;
  tell_storm(segment, end, follower);
  end.last_stamp = segment.stamp;
  const std::int64_t acknowledged =
      segment.ack ? see_acknowledgement(segment, end, peer, follower) : 0;
  const std::int32_t ahead = see_last(segment, end, behind, from, history);
  if (segment.fin && ahead > 0 && end.state == TcpState::kClosed)
    follower.weird("FIN_advanced_last_seq");

  finished_ = false;
  const bool closes = change_state(segment, end, peer, from, history, follower);
  Outlet outlet(*this, history, follower);
  if (segment.ack) acknowledge(peer, acknowledged, outlet);
  seen_[&end - ends_.data()] = true;
  if (segment.length > 0 && !segment.rst && !before_start)
    take_payload(segment, end, segment.syn ? place + 1 : place, outlet);
  check_end(end, follower);
  if (closes) {
    if (finished_) deferred_finish_ = true;
    close(end);
  }
}

void TcpConversation::see_partial(const Segment& segment, Side from) {
  const bool seen = seen_[from == Side::kOriginator ? originator_ : 1 - originator_];
  if (seen) return;
  if (from == Side::kOriginator) {
    partial_ = !segment.syn || segment.ack;
  } else if (!partial_) {
    partial_ = !segment.syn;
  }
}

void TcpConversation::see_handshake(const Segment& segment, Side from) {
  if (from == Side::kOriginator) {
    if (segment.syn && !segment.ack) {
      if (syn_at_ == 0) syn_at_ = segment.stamp;
    } else if (segment.ack && answered_ && handshake_ == 0 && syn_at_ != 0) {
      handshake_ = segment.stamp - syn_at_;
    }
  } else if (segment.syn && segment.ack) {
    answered_ = true;
  }
}

void TcpConversation::begin_end(TcpSide& end, const Segment& segment, std::uint32_t behind,
                                Follower& follower) {
  const bool starts = end.state == TcpState::kInactive;
  if (starts && !segment.syn) {
    // As though there had been a SYN, so that bytes count from 1.
    end.begin(segment.sequence - 1);
    end.last.begin(segment.sequence);
    return;
  }
  if (!segment.syn) return;
  const bool waits = end.state == TcpState::kSynSent || end.state == TcpState::kSynAckSent;
  const bool goes_on = end.state == TcpState::kEstablished || end.state == TcpState::kPartial;
  const bool jumps = (waits || goes_on) && segment.sequence != end.start;
  if (goes_on && end.size(peer_of(end)) > 0) follower.weird("SYN_inside_connection");
  if (jumps) follower.weird("SYN_seq_jump");
  const bool restarts = starts || goes_on || (waits && jumps) ||
                        (end.state == TcpState::kReset && end.before == TcpState::kInactive);
  if (!restarts) return;
  end.begin(segment.sequence);
  end.last.begin(behind);
}

void TcpConversation::tell_history(const Segment& segment, TcpSide& end, Side from,
                                   std::int64_t place, History& history) const {
  const int flags = (segment.syn ? 1 : 0) + (segment.fin ? 1 : 0) + (segment.rst ? 1 : 0);
  if (flags > 1) {
    history.add_once(segment.fin && segment.rst ? 'I' : 'Q', from);
    return;
  }
  // Letters that stand again for another sequence number.
  const auto tell = [&](char letter, char family, std::int64_t at, std::int64_t& last) {
    const bool again = history.add_once(letter, family, from);
    if (again && at != last) history.add(letter, from);
    last = at;
  };
  if (segment.syn) {
    tell(segment.ack ? 'H' : 'S', 'S', place, end.last_syn);
  } else if (segment.fin) {
    tell('F', 'F', place + segment.length, end.last_fin);
  } else if (segment.rst) {
    tell('R', 'R', place, end.last_rst);
  } else if (segment.length > 0) {
    history.add_once('D', from);
  } else if (segment.ack) {
    history.add_once('A', from);
  }
}

void TcpConversation::see_window(const Segment& segment, TcpSide& end, TcpSide& peer, Side from,
                                 History& history, Follower& follower) {
  const std::uint32_t window = std::uint32_t{segment.window} << end.window_scale;
  if (window == 0 && !segment.rst && peer.state != TcpState::kClosed &&
      end.state != TcpState::kReset && end.zero_windows.count()) {
    history.add('W', from);
  }
  const bool tells = !segment.syn && !segment.fin && !segment.rst &&
                     end.state != TcpState::kClosed && end.state != TcpState::kReset &&
                     distance(segment.sequence, end.window_sequence) >= 0 &&
                     distance(segment.acknowledged, end.window_acknowledged) >= 0;
  if (tells) {
    // Room that was given is not taken back, but for what the scale cannot express.
    const std::int32_t more =
        distance(segment.acknowledged + window, end.window_acknowledged + end.window);
    if (more <= -(std::int32_t{1} << end.window_scale)) follower.weird("window_recision");
    end.window = window;
    end.window_sequence = segment.sequence;
    end.window_acknowledged = segment.acknowledged;
  }
  if (!segment.syn) return;
  constexpr int kMostScale = 14;  // RFC 7323
  if (segment.window_scale >= 0) {
    end.window_scale = static_cast<std::uint8_t>(std::min(segment.window_scale, kMostScale));
    end.window_sequence = peer.window_acknowledged = segment.sequence;
    end.window_acknowledged = peer.window_sequence = segment.acknowledged;
  } else {
    end.window_scale = 0;
    if (segment.ack) peer.window_scale = 0;
  }
}

// Where the acknowledgement is in the peer's stream.
std::int64_t TcpConversation::see_acknowledgement(const Segment& segment, const TcpSide& end,
                                                  TcpSide& peer, Follower& follower) {
  if (peer.state == TcpState::kInactive) {
    if (end.state == TcpState::kSynSent && goes_on(segment))
      follower.weird("possible_split_routing");
    peer.begin(segment.acknowledged - 1);
    peer.last.begin(segment.acknowledged - 1);
    return 1;
  }
  const std::int64_t place = peer.relative(segment.acknowledged, peer.acknowledged);
  if (place < 0) {
    follower.weird("TCP_ack_underflow_or_misorder");
    return 0;
  }
  if (!segment.rst) {
    const std::int32_t ahead = distance(segment.acknowledged, peer.acknowledged.low());
    const bool broken = segment.acknowledged == 0 && ahead > kIncredible;
    if (!broken && ahead > 0) peer.acknowledged.move(segment.acknowledged);
  }
  return place;
}

std::int32_t TcpConversation::see_last(const Segment& segment, TcpSide& end, std::uint32_t behind,
                                       Side from, History& history) {
  const std::int32_t ahead = distance(behind, end.last.low());
  if ((segment.syn || segment.rst) && (ahead > kIncredible || ahead < -kIncredible)) return ahead;
  // A FIN is believed, too, where it ends gigabytes of which nothing else was seen.
  if (segment.fin && end.last.low() == end.start + 1) {
    end.last.move(behind);
    return ahead;
  }
  if (end.state == TcpState::kReset) return ahead;
  if (ahead > 0) {
    end.last.move(behind);
  } else if (segment.length > 0 && end.retransmissions.count()) {
    history.add('T', from);
  }
  return ahead;
}

void TcpConversation::acknowledge(TcpSide& end, std::int64_t place, Outlet& outlet) {
  auto behind = static_cast<std::uint64_t>(place);
  if (end.fins > 0 && behind >= end.fin_place) behind = end.fin_place - 1;
  outlet.of(end);
  if (behind > end.stream.acknowledged()) {
    if (partial_) {
      end.stream.acknowledge_partial(behind, outlet);
    } else {
      end.stream.acknowledge(behind, outlet);
    }
    check_end(end, outlet.follower());
  }
}

void TcpConversation::take_payload(const Segment& segment, TcpSide& end, std::int64_t place,
                                   Outlet& outlet) {
  Reassembly& stream = end.stream;
  if (stream.given_up()) return;
  // What was captured of a cut segment cannot stand for it.
  if (segment.payload.size() < segment.length) {
    outlet.follower().weird("truncated_tcp_payload");
    return;
  }
  const std::uint64_t acknowledged = end.acknowledged.whole() - end.start;
  auto from = static_cast<std::uint64_t>(place);
  std::span<const std::uint8_t> bytes = segment.payload.first(segment.length);
  if (from < acknowledged) {
    if (from + bytes.size() <= acknowledged) return;
    bytes = bytes.subspan(acknowledged - from);
    from = acknowledged;
  }
  outlet.of(end);
  const bool kept = stream.put(from, bytes, outlet);
  const bool unanswered = end.nothing_acknowledged();
  if (unanswered && end.size(peer_of(end)) > kMostWithoutAcknowledgement &&
      stream.behind_hole() == 0) {
    stream.let_go();
  }
  if (unanswered && stream.behind_hole() > kMostWithoutAcknowledgement) {
    outlet.follower().weird("above_hole_data_without_any_acks");
    stream.give_up();
  } else if (!kept || stream.held() > kMostUnacknowledged) {
    outlet.follower().weird("excessive_data_without_further_acks");
    stream.give_up();
  }
}

void TcpConversation::check_end(TcpSide& end, Follower& follower) {
  const bool over = end.fins > 0 || end.state == TcpState::kClosed || end.state == TcpState::kReset;
  if (end.ended || !over || end.has_pending(peer_of(end))) return;
  end.ended = true;
  follower.tcp_end(side_of(end));
  if (!close_deferred_) return;
  close(end);
  close_deferred_ = false;
}

std::uint64_t TcpConversation::size(Side of) const {
  return of == Side::kOriginator ? originator().size(responder()) : responder().size(originator());
}

}  // namespace tapbond::sessions
