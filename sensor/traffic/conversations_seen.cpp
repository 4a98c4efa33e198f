#include "sensor/traffic/conversations_seen.h"

#include <algorithm>
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
  const std::uint64_t packets = began.packets + answered.packets;
  if (over.transport == Transport::kTcp || over.transport == Transport::kUdp) {
    ++(began.packets > 0 && answered.packets > 0 ? two_sided_ : one_sided_);
  }
  if (over.tcp && over.tcp->handshake() > 0) handshakes_.add(over.tcp->handshake());
  std::pair key{transport_of(over), over.services.text()};
  if (services_.size() >= kMostServices && !services_.contains(key)) key = {"others", ""};
  ServiceRow& row = services_[key];
  row.transport = key.first;
  row.service = key.second;
  ++row.conversations;
  row.packets += packets;
  row.bytes += bytes_of(over);
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

std::vector<ServiceRow> ConversationsSeen::services() const {
  std::vector<ServiceRow> rows;
  for (const auto& [key, row] : services_) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ServiceRow& a, const ServiceRow& b) { return a.bytes > b.bytes; });
  return rows;
}

}  // namespace tapbond
