// A message of ARP (RFC 826) between Ethernet and IPv4 addresses, read by libtins.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tapbond::messages {

struct ArpMessage {
  unsigned operation = 0;  // 1: asks, 2: answers
  std::array<std::uint8_t, 4> sender{};
  std::string sender_hardware;  // 02:00:00:00:00:01
  std::array<std::uint8_t, 4> target{};
};

// Nothing where it is of other addresses, or cut.
std::optional<ArpMessage> read_arp(std::span<const std::uint8_t> message);

}  // namespace tapbond::messages
