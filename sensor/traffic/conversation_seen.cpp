#include "sensor/traffic/conversation_seen.h"

#include <fmt/format.h>

#include "sensor/sessions/conn_log.h"
#include "sensor/sessions/conversation.h"

namespace tapbond {
namespace {

using sessions::Conversation;
using sessions::Endpoint;
using sessions::Transport;

std::string text_of(const Endpoint& endpoint, const Conversation& conversation) {
  const std::string address(endpoint.address.text().view());
  const Transport transport = conversation.transport;
  if (transport != Transport::kTcp && transport != Transport::kUdp) return address;
  return endpoint.address.is_ipv4() ? fmt::format("{}:{}", address, endpoint.port)
                                    : fmt::format("[{}]:{}", address, endpoint.port);
}

}  // namespace

ConversationSeen seen(const Conversation& conversation) {
  const auto& [began, answered] = conversation.directions;
  return {.originator = text_of(conversation.originator, conversation),
          .responder = text_of(conversation.responder, conversation),
          .transport = transport_of(conversation),
          .service = conversation.services.text(),
          .state = sessions::connection_state(conversation),
          .first = conversation.first,
          .last = conversation.last,
          .packets = {began.packets, answered.packets},
          .bytes = {began.ip_bytes, answered.ip_bytes},
          .missed = conversation.missed};
}

std::uint64_t packets_of(const Conversation& conversation) {
  return conversation.directions[0].packets + conversation.directions[1].packets;
}

std::uint64_t bytes_of(const Conversation& conversation) {
  return conversation.directions[0].ip_bytes + conversation.directions[1].ip_bytes;
}

std::string transport_of(const Conversation& conversation) {
  if (conversation.transport == Transport::kOther)
    return fmt::format("{}", conversation.key.protocol);
  return sessions::transport_name(conversation.transport);
}

}  // namespace tapbond
