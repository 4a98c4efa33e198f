// Frames with the time stamps that taps append, built field by field.
#pragma once

#include <cstdint>

#include "tests/checks/invented_frames.h"

namespace tapbond::appended {

constexpr std::uint32_t kSeconds = 1'700'000'000;

inline void put(Octets& to, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    to.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

// An Ethernet frame of 60 bytes or more, whose IP packet tells its length.
inline Octets frame(std::uint8_t number = 1, std::size_t payload = 40) {
  Octets packet = ipv4(Host{2}, Host{1}, 17, Octets(payload, number));
  packet[3] = static_cast<std::uint8_t>(packet.size());
  packet[5] = number;
  return ethernet(mac_of(Host{2}), mac_of(Host{1}), 0x0800, packet);
}

// `extensions`: words, the header of each behind its data.
inline Octets metamako(Octets frame, std::uint32_t nanoseconds, const Octets& extensions = {},
                       std::uint32_t seconds = kSeconds) {
  put(frame, 0x01020304, 4);  // the original check sequence
  frame.insert(frame.end(), extensions.begin(), extensions.end());
  put(frame, seconds, 4);
  put(frame, nanoseconds, 4);
  put(frame, extensions.empty() ? 1 : 3, 1);
  put(frame, 7, 2);
  put(frame, 9, 1);
  return frame;
}

inline Octets hpt(Octets frame, std::uint64_t fraction, std::uint32_t seconds = kSeconds) {
  put(frame, 0x01020304, 4);
  put(frame, 1, 1);
  put(frame, 2, 1);
  put(frame, seconds, 4);
  put(frame, fraction, 5);
  put(frame, 0, 1);
  return frame;
}

inline Octets vss(Octets frame, std::uint32_t nanoseconds, int port_bytes = 0,
                  std::uint32_t seconds = kSeconds) {
  constexpr std::uint32_t kByPtp = 3U << 30;
  put(frame, seconds, 4);
  put(frame, nanoseconds | kByPtp, 4);
  put(frame, 5, port_bytes);
  return frame;
}

// `fields` come before the time.
inline Octets ixia(Octets frame, std::uint32_t nanoseconds, const Octets& fields = {},
                   std::uint32_t seconds = kSeconds) {
  constexpr std::uint64_t kByGps = 5;
  Octets end = fields;
  put(end, kByGps, 1);
  put(end, 8, 1);
  put(end, seconds, 4);
  put(end, nanoseconds, 4);
  put(end, end.size(), 1);
  put(end, 0xaf12, 2);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < end.size(); ++i) sum += i % 2 == 0 ? end[i] << 8 : end[i];
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  put(end, ~sum & 0xffff, 2);
  frame.insert(frame.end(), end.begin(), end.end());
  return frame;
}

inline Octets with_check_sequence(Octets frame) {
  put(frame, 0xfcfcfcfc, 4);
  return frame;
}

}  // namespace tapbond::appended
