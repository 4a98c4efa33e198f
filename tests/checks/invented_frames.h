// Frames of hosts that do not exist.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tapbond {

using Octets = std::vector<std::uint8_t>;

struct Host {
  std::uint8_t number;  // the last octet of its MAC and IP addresses
};

constexpr std::uint64_t mac_of(Host host) { return 0x0200'0000'0000U + host.number; }

inline Octets ethernet(std::uint64_t to, std::uint64_t from, std::uint16_t type,
                       const Octets& payload) {
  Octets frame;
  for (const std::uint64_t address : {to, from}) {
    for (int shift = 40; shift >= 0; shift -= 8) {
      frame.push_back(static_cast<std::uint8_t>(address >> shift));
    }
  }
  frame.push_back(static_cast<std::uint8_t>(type >> 8));
  frame.push_back(static_cast<std::uint8_t>(type));
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

inline Octets ipv4(Host to, Host from, std::uint8_t protocol, const Octets& payload) {
  Octets packet = {0x45, 0, 0,  0, 0, 1,           0,  0, 64, protocol,
                   0,    0, 10, 0, 0, from.number, 10, 0, 0,  to.number};
  packet.insert(packet.end(), payload.begin(), payload.end());
  return packet;
}

inline Octets ipv6(Host to, Host from, std::uint8_t next, const Octets& payload) {
  Octets packet = {0x60, 0, 0, 0, 0, 0, next, 64};
  for (const Host host : {from, to}) {
    packet.insert(packet.end(),
                  {0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host.number});
  }
  packet.insert(packet.end(), payload.begin(), payload.end());
  return packet;
}

// Ports are one byte here; `number` makes a segment differ from others.
inline Octets tcp(std::uint8_t to_port, std::uint8_t from_port, std::uint8_t flags,
                  std::uint32_t number = 0) {
  return {0,
          from_port,
          0,
          to_port,
          static_cast<std::uint8_t>(number >> 24),
          static_cast<std::uint8_t>(number >> 16),
          static_cast<std::uint8_t>(number >> 8),
          static_cast<std::uint8_t>(number),
          0,
          0,
          0,
          0,
          0x50,
          flags,
          0,
          0,
          0,
          0,
          0,
          0};
}

constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kAck = 0x10;

inline Octets tcp_frame(Host to, Host from, std::uint8_t to_port, std::uint8_t from_port,
                        std::uint8_t flags, std::uint32_t number = 0) {
  return ethernet(mac_of(to), mac_of(from), 0x0800,
                  ipv4(to, from, 6, tcp(to_port, from_port, flags, number)));
}

}  // namespace tapbond
