// Frames as a mirror copies them, and as a leg brings them.
#pragma once

#include <cstdint>
#include <deque>

#include "bond/frame.h"
#include "tests/checks/invented_frames.h"

namespace tapbond::mirrored {

constexpr std::uint16_t kEthernet = 1;  // LINKTYPE_ value
constexpr std::uint16_t kUdp = 17;

struct Packet {
  std::uint16_t id = 1;
  std::uint8_t hops = 64;
  std::uint8_t traffic_class = 0;
  Octets payload = Octets(100, 7);
};

inline Octets v4(const Packet& from) {
  Octets packet = ipv4(Host{2}, Host{1}, kUdp, from.payload);
  packet[1] = from.traffic_class;
  packet[2] = static_cast<std::uint8_t>(packet.size() >> 8);
  packet[3] = static_cast<std::uint8_t>(packet.size());
  packet[4] = static_cast<std::uint8_t>(from.id >> 8);
  packet[5] = static_cast<std::uint8_t>(from.id);
  packet[8] = from.hops;
  packet[10] = from.hops;  // a checksum that goes with it
  packet[11] = from.traffic_class;
  return packet;
}

inline Octets v6(const Packet& from) {
  Octets packet = ipv6(Host{2}, Host{1}, kUdp, from.payload);
  packet[0] = static_cast<std::uint8_t>(packet[0] | from.traffic_class >> 4);
  packet[1] = static_cast<std::uint8_t>(from.traffic_class << 4);
  packet[4] = static_cast<std::uint8_t>(from.payload.size() >> 8);
  packet[5] = static_cast<std::uint8_t>(from.payload.size());
  packet[7] = from.hops;
  return packet;
}

inline Octets in_ethernet(const Octets& packet, std::uint8_t port = 1) {
  return ethernet(mac_of(Host{port}), mac_of(Host{static_cast<std::uint8_t>(port + 1)}),
                  packet[0] >> 4 == 6 ? 0x86dd : 0x0800, packet);
}

inline Octets in_vlan(const Octets& packet, std::uint8_t vlan, std::uint8_t port = 1) {
  Octets tagged = {0, vlan, static_cast<std::uint8_t>(packet[0] >> 4 == 6 ? 0x86 : 0x08),
                   static_cast<std::uint8_t>(packet[0] >> 4 == 6 ? 0xdd : 0x00)};
  tagged.insert(tagged.end(), packet.begin(), packet.end());
  return ethernet(mac_of(Host{port}), mac_of(Host{static_cast<std::uint8_t>(port + 1)}), 0x8100,
                  tagged);
}

inline Octets in_mpls(const Octets& packet) {
  Octets labelled = {0, 1, 1, 64};  // one label, the last
  labelled.insert(labelled.end(), packet.begin(), packet.end());
  return ethernet(mac_of(Host{1}), mac_of(Host{2}), 0x8847, labelled);
}

inline Octets arp(std::uint8_t number = 1) {
  return ethernet(0xffff'ffff'ffff, mac_of(Host{1}), 0x0806, Octets(28, number));
}

// Keeps the bytes of the frames that it makes.
class Frames {
 public:
  Frame frame(std::uint16_t leg, std::int64_t stamp, const Octets& bytes) {
    bytes_.push_back(bytes);
    const auto size = static_cast<std::uint32_t>(bytes.size());
    return {.stamp = stamp,
            .bytes = bytes_.back().data(),
            .captured = size,
            .length = size,
            .interface = leg,
            .marks = 0,
            .leg = leg,
            .slab = 0};
  }

 private:
  std::deque<Octets> bytes_;
};

}  // namespace tapbond::mirrored
