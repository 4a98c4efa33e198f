// Tunnels, as Zeek tells them: those of datagrams are conversations themselves, by the port of
// their responder or by what they look like; those of IP and GRE have a name per pair of addresses.
#pragma once

#include <cstddef>
#include <map>
#include <utility>

#include "decoders/packets/link_layers.h"
#include "sensor/sessions/address.h"
#include "sensor/sessions/conversation.h"
#include "sensor/sessions/uid.h"

namespace tapbond::sessions {

// So many are in each other at most (Zeek's Tunnel::max_depth); what is deeper is not looked at.
inline constexpr int kMostTunnels = 2;

// What a datagram of a conversation carries where that is a tunnel, which the conversation is told;
// nothing otherwise.
packets::Next open_tunnel(Conversation& conversation, Conversation::Side from,
                          packets::Bytes datagram);

// The names of tunnels between two addresses.
class AddressTunnels {
 public:
  explicit AddressTunnels(Uids& uids) : uids_(uids) {}

  const Uid& between(const Address& one, const Address& other);

 private:
  static constexpr std::size_t kMost = 65536;

  Uids& uids_;
  std::map<std::pair<Address, Address>, Uid> names_;
};

}  // namespace tapbond::sessions
