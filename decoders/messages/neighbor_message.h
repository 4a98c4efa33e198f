// A message of neighbour discovery (RFC 4861) that says which hardware address an address of IPv6
// has, read by libtins.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tapbond::messages {

struct NeighborMessage {
  using Address = std::array<std::uint8_t, 16>;

  const char* kind = "";          // "neighbor solicitation"
  std::optional<Address> target;  // that is asked for, or told of
  bool of_target = false;         // the hardware address is the target's, not the sender's
  std::string hardware;           // 02:00:00:00:00:01
};

// Of a message of ICMPv6, with its header. Nothing where it is of another kind, tells no hardware
// address, or is cut.
std::optional<NeighborMessage> read_neighbor(std::span<const std::uint8_t> message);

}  // namespace tapbond::messages
