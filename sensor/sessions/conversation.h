// What is known of one conversation while it goes on.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "sensor/sessions/application.h"
#include "sensor/sessions/community_id.h"
#include "sensor/sessions/history.h"
#include "sensor/sessions/key.h"
#include "sensor/sessions/service.h"
#include "sensor/sessions/tcp_conversation.h"
#include "sensor/sessions/uid.h"

namespace tapbond::sessions {

enum class Transport : std::uint8_t { kTcp, kUdp, kIcmp, kOther };

// As the logs call it.
constexpr const char* transport_name(Transport transport) {
  constexpr const char* kNames[] = {"tcp", "udp", "icmp", "unknown_transport"};
  return kNames[static_cast<std::size_t>(transport)];
}

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

struct Direction {  // what one end sent
  std::uint64_t packets = 0;
  std::uint64_t ip_bytes = 0;
  std::int64_t payload = 0;  // bytes, of datagrams
  std::uint32_t legs = 0;    // on which it was seen, a bit each; the last one stands for all others
  bool active = false;       // it sent a datagram
  PowersOfTen bad_checksums;
};

// Which of the tunnels that are known by their port or by what they look like.
enum class Tunnel : std::uint8_t { kUnknown, kNone, kVxlan, kGeneve, kTeredo, kGtp, kAyiya, kGre };

struct Conversation {
  using Side = History::Side;

  Key key;
  std::uint64_t hash = 0;
  Endpoint originator;
  Endpoint responder;
  Transport transport = Transport::kOther;
  bool one_way = false;
  Uid uid;
  CommunityId community_id;
  std::int64_t first = 0;  // nanoseconds since 1970
  std::int64_t last = 0;
  History history;
  std::array<Direction, 2> directions;  // the originator's, the responder's
  std::unique_ptr<TcpConversation> tcp;
  std::unique_ptr<Application> application;
  Services services;
  std::uint64_t missed = 0;                   // bytes
  std::unique_ptr<std::vector<Uid>> tunnels;  // it went through
  Tunnel tunnel = Tunnel::kUnknown;           // that it is
  std::uint8_t tunnel_ends = 0;               // that sent a packet of it, a bit each
  bool tunnel_refused = false;                // what was taken for one is none

  // When it is over at the latest unless something happens.
  std::int64_t idle_for = 0;  // nanoseconds after the last packet
  std::int64_t attempt_until = kNever;
  std::int64_t look_at = kNever;  // of TCP, and of questions of DNS
  std::int64_t close_at = kNever;
  std::int64_t due = kNever;  // that the table waits for

  // The table's.
  Conversation* next_of_hash = nullptr;
  Conversation* older = nullptr;
  Conversation* newer = nullptr;
  bool in_use = false;

  Direction& direction(Side side) { return directions[side == Side::kOriginator ? 0 : 1]; }
  const Direction& direction(Side side) const {
    return directions[side == Side::kOriginator ? 0 : 1];
  }
  Side side_of(const Endpoint& source) const {
    return source == originator ? Side::kOriginator : Side::kResponder;
  }

  void flip() {
    std::swap(originator, responder);
    std::swap(directions[0], directions[1]);
    history.add('^', Side::kOriginator);
  }

  void went_through(const Uid& tunnel_uid) {
    if (!tunnels) tunnels = std::make_unique<std::vector<Uid>>();
    constexpr std::size_t kMost = 16;
    const bool known = std::find(tunnels->begin(), tunnels->end(), tunnel_uid) != tunnels->end();
    if (!known && tunnels->size() < kMost) tunnels->push_back(tunnel_uid);
  }

  std::uint64_t payload_of(Side side) const {
    if (tcp) return tcp->size(side);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(direction(side).payload, 0));
  }
};

}  // namespace tapbond::sessions
