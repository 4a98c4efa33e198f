// An address of IPv4 or IPv6 as it is kept and compared: sixteen bytes, those of IPv4 mapped
// (::ffff:192.0.2.1, RFC 4291).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "decoders/core/address_text.h"

namespace tapbond::sessions {

class Address {
 public:
  Address() = default;
  // Of four bytes or sixteen.
  explicit Address(std::span<const std::uint8_t> bytes);

  // Of its text, in any spelling; nothing where that is no address.
  static std::optional<Address> read(const std::string& text);

  bool is_ipv4() const { return ipv4_; }
  // Four bytes or sixteen.
  std::span<const std::uint8_t> bytes() const {
    return std::span<const std::uint8_t>(bytes_).subspan(ipv4_ ? 12 : 0);
  }
  const std::array<std::uint8_t, 16>& mapped() const { return bytes_; }

  // 255.255.255.255
  bool is_broadcast() const;
  // 224.0.0.0/4, ff00::/8
  bool is_multicast() const { return ipv4_ ? bytes_[12] >> 4 == 14 : bytes_[0] == 0xff; }
  // Not routed in the Internet, by IANA's registries of special-purpose addresses.
  bool is_private() const;

  // 192.0.2.1, 2001:db8::1 (RFC 5952).
  text::AddressText text() const;

  auto operator<=>(const Address&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  bool ipv4_ = false;
};

struct Endpoint {
  Address address;
  std::uint16_t port = 0;

  auto operator<=>(const Endpoint&) const = default;
};

}  // namespace tapbond::sessions
