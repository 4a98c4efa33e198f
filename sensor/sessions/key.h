// What tells one conversation from the others: its two ends, in a fixed order so that both
// directions have the same key, and the protocol.
#pragma once

#include <cstdint>
#include <cstring>

#include "sensor/sessions/address.h"

namespace tapbond::sessions {

struct Key {
  Endpoint first;
  Endpoint second;
  std::uint8_t protocol = 0;  // IP's number
  bool operator==(const Key&) const = default;

  // `one_way`: what goes the other way is another conversation.
  static Key of(const Endpoint& source, const Endpoint& destination, std::uint8_t protocol,
                bool one_way) {
    if (one_way || source < destination) return {source, destination, protocol};
    return {destination, source, protocol};
  }

  // Mixed with a number that is secret to the run, so that nobody can make chains long.
  std::uint64_t hash(std::uint64_t secret) const {
    std::uint64_t words[5];
    std::memcpy(words, first.address.mapped().data(), 16);
    std::memcpy(words + 2, second.address.mapped().data(), 16);
    words[4] = std::uint64_t{first.port} << 32 | std::uint64_t{second.port} << 8 | protocol;
    std::uint64_t hash = secret;
    for (const std::uint64_t word : words) {
      hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
      hash ^= hash >> 29;
    }
    hash *= 0xbf58476d1ce4e5b9u;
    return hash ^ hash >> 32;
  }
};

}  // namespace tapbond::sessions
