// A keyed hash of packets, by which two that are the same can be told without keeping the first.
//
// NH of UMAC (Black, Halevi, Krawczyk, Krovetz, Rogaway: UMAC: Fast and Secure Message
// Authentication, CRYPTO 1999, section 4) with words of 64 bits: the key's words are added to the
// message's, and the sum is of the products of neighbours, modulo 2^128. For any two different
// messages of one length, whoever chose them, at most one key in 2^64 makes them look the same; the
// key is drawn anew for each run and nothing that depends on it leaves the process. So a packet
// cannot be made to pass for another one. Lengths are the caller's to compare.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace tapbond {

struct PacketDigest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const PacketDigest&) const = default;
};

class PacketHash {
 public:
  // As long as the largest IP packet whose header tells its length, IPv6's.
  static constexpr std::size_t kMost = 65536 + 64;
  // The front of a message, of which bits can be left out.
  static constexpr std::size_t kMasked = 16;
  using Mask = std::array<std::uint8_t, kMasked>;  // bits that count

  // Draws a key. Throws std::system_error when the system has no random numbers.
  PacketHash();

  // Of at most kMost bytes.
  PacketDigest of(std::span<const std::uint8_t> bytes, const Mask& mask) const;

  static constexpr std::size_t memory() { return kMost; }  // bytes

 private:
  std::unique_ptr<std::uint64_t[]> key_;
};

}  // namespace tapbond
