#include "sensor/traffic/conversations_seen.h"

#include <utility>

namespace tapbond {
namespace {

using sessions::Conversation;
using sessions::Transport;

constexpr unsigned kNoSuchName = 3;  // RFC 1035, 4.1.1

}  // namespace

std::optional<ConversationsSeen::Side> ConversationsSeen::take_side() {
  return std::exchange(side_, std::nullopt);
}

void ConversationsSeen::packet(Side from) {
  if (!side_) side_ = from;
}

void ConversationsSeen::conversation(const Conversation& over) {
  ++count_;
  const auto& [began, answered] = over.directions;
  if (over.transport == Transport::kTcp || over.transport == Transport::kUdp) {
    ++(began.packets > 0 && answered.packets > 0 ? two_sided_ : one_sided_);
  }
  if (over.tcp && over.tcp->handshake() > 0) handshakes_.add(over.tcp->handshake());
  services_.add(over);
  largest_.add(over);
}

void ConversationsSeen::dns(const sessions::DnsExchange& exchange) {
  ++exchanges_;
  if (exchange.answer == nullptr) ++unanswered_;
  if (exchange.rtt > 0) dns_times_.add(exchange.rtt);
  if (!exchange.question.asks) return;
  const bool unknown = exchange.answer != nullptr && exchange.answer->rcode == kNoSuchName;
  names_.add(exchange.question.query.substr(0, kLongestName), unknown);
}

std::vector<ConversationSeen> ConversationsSeen::largest() const {
  std::vector<ConversationSeen> first;
  const auto& by_bytes = largest_.by_bytes();
  for (auto at = by_bytes.rbegin(); at != by_bytes.rend(); ++at) first.push_back(at->second);
  return first;
}

}  // namespace tapbond
