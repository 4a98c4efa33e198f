#include "sensor/sessions/address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace tapbond::sessions {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct Prefix {
  std::array<std::uint8_t, 8> bytes;  // the first of an address, as many as matter
  unsigned bits;
};

// www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
constexpr Prefix kPrivateIpv4[] = {
    {{0}, 8},         {{10}, 8},       {{100, 64}, 10},      {{127}, 8},
    {{169, 254}, 16}, {{172, 16}, 12}, {{192, 0, 0}, 24},    {{192, 0, 2}, 24},
    {{192, 168}, 16}, {{198, 18}, 15}, {{198, 51, 100}, 24}, {{203, 0, 113}, 24},
    {{240}, 4},
};
constexpr Prefix kPrivateIpv6[] = {
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48}, {{0x01}, 64}, {{0x20, 0x01, 0, 0}, 23},
    {{0x20, 0x01, 0x0d, 0xb8}, 32},    {{0xfc}, 7},  {{0xfe, 0x80}, 10},
};

bool is_within(std::span<const std::uint8_t> address, const Prefix& prefix) {
  unsigned bits = prefix.bits;
  for (std::size_t i = 0; bits > 0; ++i) {
    const unsigned of_this = std::min(bits, 8U);
    const unsigned mask = 0xffU << (8 - of_this) & 0xffU;
    if (((address[i] ^ prefix.bytes[i]) & mask) != 0) return false;
    bits -= of_this;
  }
  return true;
}

}  // namespace

std::optional<Address> Address::read(const std::string& text) {
  std::array<std::uint8_t, 16> bytes{};
  const std::span<const std::uint8_t> all(bytes);
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return Address(all.first(4));
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return Address(all);
  return std::nullopt;
}

Address::Address(std::span<const std::uint8_t> bytes) : ipv4_(bytes.size() == 4) {
  if (ipv4_) std::copy(kMapped.begin(), kMapped.end(), bytes_.begin());
  std::copy(bytes.begin(), bytes.end(), bytes_.begin() + (ipv4_ ? 12 : 0));
}

bool Address::is_broadcast() const {
  return ipv4_ &&
         std::all_of(bytes_.begin() + 12, bytes_.end(), [](auto byte) { return byte == 0xff; });
}

bool Address::is_private() const {
  const auto within = [this](const Prefix& prefix) { return is_within(bytes(), prefix); };
  if (ipv4_) return std::any_of(std::begin(kPrivateIpv4), std::end(kPrivateIpv4), within);
  const bool special = std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; });
  if (special && bytes_[15] <= 1) return true;  // unspecified, loopback
  return std::any_of(std::begin(kPrivateIpv6), std::end(kPrivateIpv6), within);
}

text::AddressText Address::text() const {
  return ipv4_ ? text::AddressText::ipv4(bytes().data()) : text::AddressText::ipv6(bytes().data());
}

}  // namespace tapbond::sessions
