// Puts IP packets together that come in fragments (RFC 791, RFC 8200), within a bound of memory:
// those that began first are given up first.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "decoders/packets/ip_packet.h"
#include "sensor/sessions/address.h"

namespace tapbond::sessions {

class Fragments {
 public:
  explicit Fragments(std::size_t most_bytes) : most_(most_bytes) {}

  // Takes in a fragment that was captured whole; `data`: from its IP header on. With the last one
  // answers with the whole packet (header of the first, without a fragment's marks, and payload);
  // empty otherwise.
  std::vector<std::uint8_t> add(const packets::IpPacket& fragment,
                                std::span<const std::uint8_t> data);

 private:
  struct Name {
    Address source;
    Address destination;
    std::uint32_t identification;
    std::uint8_t protocol;
    auto operator<=>(const Name&) const = default;
  };
  struct Parts {
    std::map<std::uint32_t, std::vector<std::uint8_t>> payloads;  // by place, without overlaps
    std::vector<std::uint8_t> header;
    std::uint32_t end = 0;  // of the payload, 0 while it is not known
    std::size_t bytes = 0;
    std::uint64_t number = 0;
  };

  void make_room(std::size_t bytes);
  void forget(std::map<Name, Parts>::iterator at);
  static std::vector<std::uint8_t> put_together(const Parts& parts);

  const std::size_t most_;
  std::size_t held_ = 0;
  std::uint64_t next_number_ = 0;
  std::map<Name, Parts> parts_;
  std::deque<std::pair<std::uint64_t, Name>> order_;
};

}  // namespace tapbond::sessions
