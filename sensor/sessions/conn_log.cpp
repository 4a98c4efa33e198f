#include "sensor/sessions/conn_log.h"

#include <vector>

#include "sensor/sessions/conversation_row.h"

namespace tapbond::sessions {
namespace {

using Side = Conversation::Side;

constexpr auto kFields = of_conversation({
    {"proto", "enum"},
    {"service", "string"},
    {"duration", "interval"},
    {"orig_bytes", "count"},
    {"resp_bytes", "count"},
    {"conn_state", "string"},
    {"local_orig", "bool"},
    {"local_resp", "bool"},
    {"missed_bytes", "count"},
    {"history", "string"},
    {"orig_pkts", "count"},
    {"orig_ip_bytes", "count"},
    {"resp_pkts", "count"},
    {"resp_ip_bytes", "count"},
    {"tunnel_parents", "set[string]"},
    {"ip_proto", "count"},
    {"handshake_rtt", "interval"},
    {"orig_legs", "set[string]"},
    {"resp_legs", "set[string]"},
});

// A SYN, then a RST, and of what may be between nothing that says more.
bool gave_up(std::string_view letters) {
  if (letters.starts_with('^')) letters.remove_prefix(1);
  if (!letters.starts_with('S')) return false;
  const std::size_t next = letters.find_first_of("RHAFGIQ", 1);
  return next != std::string_view::npos && letters[next] == 'R';
}

const char* tcp_state(const Conversation& conversation) {
  const TcpConversation& tcp = *conversation.tcp;
  const TcpState orig = tcp.originator().state;
  const TcpState resp = tcp.responder().state;
  const bool no_orig = orig == TcpState::kInactive || orig == TcpState::kPartial;
  const bool no_resp = resp == TcpState::kInactive || resp == TcpState::kPartial;
  if (resp == TcpState::kReset) {
    const bool refused = orig == TcpState::kSynSent || orig == TcpState::kSynAckSent ||
                         (orig == TcpState::kReset && tcp.size(Side::kOriginator) == 0 &&
                          tcp.size(Side::kResponder) == 0);
    return refused ? "REJ" : no_orig ? "RSTRH" : "RSTR";
  }
  if (orig == TcpState::kReset) {
    if (!no_resp) return "RSTO";
    return gave_up(conversation.history.letters()) ? "RSTOS0" : "OTH";
  }
  if (resp == TcpState::kClosed && orig == TcpState::kClosed) return "SF";
  if (orig == TcpState::kClosed) return no_resp ? "SH" : "S2";
  if (resp == TcpState::kClosed) return no_orig ? "SHR" : "S3";
  if (orig == TcpState::kSynSent && resp == TcpState::kInactive) return "S0";
  if (orig == TcpState::kEstablished && resp == TcpState::kEstablished) return "S1";
  return "OTH";
}

}  // namespace

const LogSchema kConnSchema{"conn", kFields};

const char* connection_state(const Conversation& conversation) {
  if (conversation.transport == Transport::kTcp) return tcp_state(conversation);
  if (conversation.transport != Transport::kUdp) return "OTH";
  const bool orig = conversation.directions[0].active;
  const bool resp = conversation.directions[1].active;
  return orig ? (resp ? "SF" : "S0") : (resp ? "SHR" : "OTH");
}

void log_conversation(Logs& logs, const Conversation& c,
                      std::span<const std::string> originator_legs,
                      std::span<const std::string> responder_legs) {
  LogRow row = conversation_row(logs, kConnSchema, c.first, &c);
  row.word(transport_name(c.transport)).text_or_unset(c.services.text());
  if (c.last > c.first) {
    row.interval(c.last - c.first);
    row.count(c.payload_of(Side::kOriginator)).count(c.payload_of(Side::kResponder));
  } else {
    row.unset().unset().unset();
  }
  row.word(connection_state(c));
  row.flag(c.originator.address.is_private()).flag(c.responder.address.is_private());
  row.count(c.missed).word_or_unset(c.history.letters());
  for (const Direction& direction : c.directions)
    row.count(direction.packets).count(direction.ip_bytes);
  std::vector<std::string> tunnels;
  if (c.tunnels) {
    for (const Uid& uid : *c.tunnels) tunnels.emplace_back(uid.text());
  }
  row.texts(tunnels).count(c.key.protocol);
  if (c.tcp && c.tcp->handshake() > 0) {
    row.interval(c.tcp->handshake());
  } else {
    row.unset();
  }
  row.texts(originator_legs).texts(responder_legs);
}

}  // namespace tapbond::sessions
