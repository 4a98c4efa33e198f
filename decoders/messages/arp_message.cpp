#include "decoders/messages/arp_message.h"

#include <tins/arp.h>

#include <algorithm>
#include <exception>

namespace tapbond::messages {
namespace {

std::array<std::uint8_t, 4> bytes_of(const Tins::IPv4Address& address) {
  const std::uint32_t value = address;  // as it is in memory, so in the message
  std::array<std::uint8_t, 4> bytes{};
  std::copy_n(reinterpret_cast<const std::uint8_t*>(&value), bytes.size(), bytes.begin());
  return bytes;
}

}  // namespace

std::optional<ArpMessage> read_arp(std::span<const std::uint8_t> message) {
  constexpr std::uint16_t kEthernet = 1;
  constexpr std::uint16_t kIpv4 = 0x0800;
  try {
    const Tins::ARP arp(message.data(), static_cast<std::uint32_t>(message.size()));
    const bool known = arp.hw_addr_format() == kEthernet && arp.prot_addr_format() == kIpv4 &&
                       arp.hw_addr_length() == 6 && arp.prot_addr_length() == 4;
    if (!known) return std::nullopt;
    return ArpMessage{arp.opcode(), bytes_of(arp.sender_ip_addr()),
                      arp.sender_hw_addr().to_string(), bytes_of(arp.target_ip_addr())};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace tapbond::messages
