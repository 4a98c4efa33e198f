// A message of DHCP (RFC 2131, RFC 2132) as values, read by libtins.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tapbond::messages {

using Ipv4Bytes = std::array<std::uint8_t, 4>;

struct DhcpMessage {
  bool from_client = false;
  std::uint32_t transaction = 0;
  unsigned type = 0;  // 0: BOOTP's
  std::string client_hardware;
  std::string client_id;  // where it is an Ethernet address
  Ipv4Bytes assigned{};   // all zero: none
  // What the options tell; text as it came, any byte may be in it.
  std::string host_name;
  std::string client_name;  // fully qualified (RFC 4702)
  std::string domain;
  std::string message;
  std::optional<Ipv4Bytes> requested;
  std::optional<std::uint32_t> lease;  // seconds
};

// Nothing where it is none that libtins can read.
std::optional<DhcpMessage> read_dhcp(std::span<const std::uint8_t> message);

// "DISCOVER"; empty where the number has no name here.
std::string dhcp_type_name(unsigned type);

}  // namespace tapbond::messages
