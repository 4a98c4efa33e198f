// Digests that name things: SHA-1, which the Community ID is made of, and SHA-256, the fingerprint
// of certificates (FIPS 180-4). For names, not for secrets.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace tapbond::sessions {

std::array<std::uint8_t, 20> sha1(std::span<const std::uint8_t> bytes);
std::array<std::uint8_t, 32> sha256(std::span<const std::uint8_t> bytes);

}  // namespace tapbond::sessions
