// Ports that servers listen on, as Zeek's scripts list them (likely_server_ports): where the first
// packet that was seen of a conversation comes from one, it is likely an answer.
#pragma once

#include <cstdint>

namespace tapbond::sessions {

bool is_likely_tcp_server(std::uint16_t port);
bool is_likely_udp_server(std::uint16_t port);

}  // namespace tapbond::sessions
