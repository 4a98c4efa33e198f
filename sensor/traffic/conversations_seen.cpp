#include "sensor/traffic/conversations_seen.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sensor/sessions/conn_log.h"

namespace tapbond {
namespace {

using sessions::Conversation;
using sessions::Endpoint;
using sessions::Transport;

constexpr unsigned kNoSuchName = 3;  // RFC 1035, 4.1.1

std::string transport_of(const Conversation& conversation) {
  if (conversation.transport == Transport::kOther)
    return fmt::format("{}", conversation.key.protocol);
  return sessions::transport_name(conversation.transport);
}

std::string text_of(const Endpoint& endpoint, const Conversation& conversation) {
  const std::string address = endpoint.address.text();
  const Transport transport = conversation.transport;
  if (transport != Transport::kTcp && transport != Transport::kUdp) return address;
  return endpoint.address.is_ipv4() ? fmt::format("{}:{}", address, endpoint.port)
                                    : fmt::format("[{}]:{}", address, endpoint.port);
}

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
  const std::uint64_t bytes = began.ip_bytes + answered.ip_bytes;
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
  row.bytes += bytes;
  if (largest_.size() < kLargest || bytes > largest_.begin()->first) keep(over, bytes);
}

void ConversationsSeen::keep(const Conversation& over, std::uint64_t bytes) {
  const auto& [began, answered] = over.directions;
  largest_.emplace(bytes, ConversationSeen{.originator = text_of(over.originator, over),
                                           .responder = text_of(over.responder, over),
                                           .transport = transport_of(over),
                                           .service = over.services.text(),
                                           .state = sessions::connection_state(over),
                                           .first = over.first,
                                           .last = over.last,
                                           .packets = {began.packets, answered.packets},
                                           .bytes = {began.ip_bytes, answered.ip_bytes},
                                           .missed = over.missed});
  if (largest_.size() > kLargest) largest_.erase(largest_.begin());
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
  for (auto at = largest_.rbegin(); at != largest_.rend(); ++at) first.push_back(at->second);
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
