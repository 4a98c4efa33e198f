// A conversation as a table of the largest ones shows it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace tapbond {

namespace sessions {
struct Conversation;
}

struct ConversationSeen {
  std::string originator;  // address and port; of ICMP the address
  std::string responder;
  std::string transport;  // "tcp", "udp", "icmp" or a number of IP
  std::string service;    // Zeek's names with commas; empty: not known
  std::string state;      // Zeek's
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::array<std::uint64_t, 2> packets{};  // of the originator, of the responder
  std::array<std::uint64_t, 2> bytes{};    // with IP headers
  std::uint64_t missed = 0;                // bytes of TCP that were not seen
};

ConversationSeen seen(const sessions::Conversation& conversation);

// Likewise: of both ends.
std::uint64_t packets_of(const sessions::Conversation& conversation);
std::uint64_t bytes_of(const sessions::Conversation& conversation);

std::string transport_of(const sessions::Conversation& conversation);

}  // namespace tapbond
