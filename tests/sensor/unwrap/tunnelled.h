// Frames in tunnels, as mirrors send them, built field by field.
#pragma once

#include <cstdint>
#include <optional>

#include "tests/checks/invented_frames.h"

namespace tapbond::tunnelled {

constexpr Host kMirror{5};
constexpr Host kSensor{9};

inline void append(Octets& to, const Octets& more) {
  to.insert(to.end(), more.begin(), more.end());
}

inline Octets be16(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}
inline Octets be32(std::uint32_t value) {
  Octets bytes = be16(value >> 16);
  append(bytes, be16(value));
  return bytes;
}

// IPv4 with its length filled in.
inline Octets ip(std::uint8_t protocol, const Octets& payload, Host from = kMirror) {
  Octets packet = ipv4(kSensor, from, protocol, payload);
  packet[2] = static_cast<std::uint8_t>(packet.size() >> 8);
  packet[3] = static_cast<std::uint8_t>(packet.size());
  return packet;
}

inline Octets outer(const Octets& packet) {
  return ethernet(mac_of(kSensor), mac_of(kMirror), packet[0] >> 4 == 6 ? 0x86dd : 0x0800, packet);
}

inline Octets datagram(std::uint16_t port, const Octets& payload) {
  Octets bytes = be16(54321);
  append(bytes, be16(port));
  append(bytes, be16(static_cast<std::uint32_t>(payload.size() + 8)));
  append(bytes, be16(0));
  append(bytes, payload);
  return bytes;
}

inline Octets vxlan(std::uint32_t vni, const Octets& frame) {
  Octets bytes = {8, 0, 0, 0};
  append(bytes, be32(vni << 8));
  append(bytes, frame);
  return bytes;
}

// Options: so many words.
inline Octets geneve(std::uint32_t vni, const Octets& carried, std::uint16_t protocol = 0x6558,
                     std::uint8_t words = 0) {
  Octets bytes = {words, 0};
  append(bytes, be16(protocol));
  append(bytes, be32(vni << 8));
  bytes.resize(bytes.size() + words * std::size_t{4}, 0xee);
  append(bytes, carried);
  return bytes;
}

inline Octets gre(std::uint16_t flags, std::uint16_t protocol, const Octets& words,
                  const Octets& carried) {
  Octets bytes = be16(flags);
  append(bytes, be16(protocol));
  append(bytes, words);
  append(bytes, carried);
  return bytes;
}

inline Octets erspan_ii(std::uint16_t session, const Octets& frame) {
  Octets bytes = be16(0x1000 | 77);
  append(bytes, be16(session));
  append(bytes, be32(3));
  append(bytes, frame);
  return bytes;
}

struct ErspanSubheader {
  std::uint8_t platform;
  std::uint32_t second_word;
};
struct ErspanTime {
  std::uint32_t stamp = 123456;
  std::uint16_t granularity = 3;  // of the user's definition
  std::optional<ErspanSubheader> subheader{};
};

inline Octets erspan_iii(std::uint16_t session, const Octets& frame, const ErspanTime& time) {
  Octets bytes = be16(0x2000 | 77);
  append(bytes, be16(session));
  append(bytes, be32(time.stamp));
  append(bytes, be16(0));
  append(bytes, be16(time.granularity << 1U | (time.subheader ? 1U : 0U)));
  if (time.subheader) {
    append(bytes, be32(std::uint32_t{time.subheader->platform} << 26 | 0x111111));
    append(bytes, be32(time.subheader->second_word));
  }
  append(bytes, frame);
  return bytes;
}

// With the length that the frame had, in a tag.
inline Octets tzsp(std::uint16_t length, const Octets& frame) {
  Octets bytes = {1, 0, 0, 1, 0, 0x0a, 1, 0x55, 0x29, 2};
  append(bytes, be16(length));
  bytes.push_back(1);
  append(bytes, frame);
  return bytes;
}

}  // namespace tapbond::tunnelled
