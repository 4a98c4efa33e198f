// What the printer remembers from one frame to the next.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>

#include "decoders/core/ip_context.h"

namespace tapbond::text {

// The first sequence numbers seen of a TCP conversation, one per direction.
struct Conversation {
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
};

// Two endpoints in a fixed order, so that both directions have the same key. IPv4 addresses take
// the first four bytes.
struct ConversationKey {
  std::uint64_t addresses[4];
  std::uint32_t ports;
  std::uint32_t version;
  bool operator==(const ConversationKey&) const = default;
};

struct ConversationHash {
  std::size_t operator()(const ConversationKey& key) const {
    std::uint64_t hash = key.ports;
    for (const auto part : key.addresses) {
      hash = (hash ^ part) * 0x9e3779b97f4a7c15u;
      hash ^= hash >> 32;
    }
    return hash;
  }
};

// The two ends of a packet as they are kept: a hash would do, so IPv4 takes the first half only.
struct Endpoint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const Endpoint&) const = default;
};
Endpoint client_of(const IpContext& ip);  // its source address
Endpoint server_of(const IpContext& ip);  // its destination address

// A remote procedure call, kept so that its reply can be read.
struct RpcCall {
  std::uint32_t id = 0;
  unsigned ip_version = 0;
  Endpoint client;
  Endpoint server;
  std::uint32_t procedure = 0;
  std::uint32_t program_version = 0;
};

// A call over Rx, likewise. The addresses are what stands where IPv4 has them, whatever the packet.
struct RxCall {
  std::uint32_t number = 0;
  std::uint32_t client = 0;
  std::uint32_t server = 0;
  std::uint16_t server_port = 0;
  std::uint16_t service = 0;
  bool operator==(const RxCall&) const = default;
};
struct RxRequest {
  RxCall call;
  std::uint32_t operation = 0;
};

// The last of many things, where a search goes on from what was found before.
template <typename T, std::size_t kCount>
class Recent {
 public:
  void add(const T& item) {
    items_[next_] = item;
    next_ = (next_ + 1) % kCount;
  }
  template <typename Matches>
  const T* find(const Matches& matches) {
    for (std::size_t i = 0; i < kCount; ++i) {
      const std::size_t place = (hint_ + i) % kCount;
      if (!matches(items_[place])) continue;
      hint_ = place;
      return &items_[place];
    }
    return nullptr;
  }

 private:
  std::array<T, kCount> items_{};
  std::size_t next_ = 0;
  std::size_t hint_ = 0;
};

// A key exchange for IPsec, known by its initiator's cookie.
struct KeyExchange {
  std::uint64_t cookie = 0;
  unsigned ip_version = 0;
  Endpoint initiator;
  Endpoint responder;
};

// What a serial line's compressed headers (RFC 1144) leave out, as they were seen before: the last
// connection, and by direction and connection how much the last packet carried.
struct SerialLine {
  std::uint8_t connection = 255;
  std::array<std::array<std::uint32_t, 256>, 2> lengths{};
};

class Session {
 public:
  // The conversation of the key, and whether it was known. Memory has a bound: when a sensor has
  // seen a million conversations, it starts anew.
  std::pair<Conversation*, bool> conversation(const ConversationKey& key) {
    if (conversations_.size() >= kMost) conversations_.clear();
    const auto [at, fresh] = conversations_.try_emplace(key);
    return {&at->second, !fresh};
  }

  // The last key exchanges; null where the cookie is not known.
  void remember_key_exchange(const KeyExchange& exchange) {
    exchanges_[next_exchange_] = exchange;
    next_exchange_ = (next_exchange_ + 1) % exchanges_.size();
  }
  const KeyExchange* find_key_exchange(std::uint64_t cookie) const {
    for (const KeyExchange& exchange : exchanges_) {
      if (exchange.cookie == cookie) return &exchange;
    }
    return nullptr;
  }

  // The last calls, and the one that a reply answers; null where it was not seen.
  void remember_call(const RpcCall& call) { calls_.add(call); }
  const RpcCall* find_call(std::uint32_t id, unsigned ip_version, const Endpoint& client,
                           const Endpoint& server) {
    return calls_.find([&](const RpcCall& call) {
      return call.id == id && call.ip_version == ip_version && call.client == client &&
             call.server == server;
    });
  }
  void remember_request(const RxRequest& request) { requests_.add(request); }
  const RxRequest* find_request(const RxCall& call) {
    return requests_.find([&](const RxRequest& request) { return request.call == call; });
  }

  SerialLine serial_line;

 private:
  static constexpr std::size_t kMost = 1 << 20;
  std::array<KeyExchange, 20> exchanges_{};
  std::size_t next_exchange_ = 0;
  Recent<RpcCall, 64> calls_;
  Recent<RxRequest, 64> requests_;
  std::unordered_map<ConversationKey, Conversation, ConversationHash> conversations_;
};

}  // namespace tapbond::text
