// SHA-1 (FIPS 180-4), which the Community ID is made of. For names, not for secrets.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace tapbond::sessions {

std::array<std::uint8_t, 20> sha1(std::span<const std::uint8_t> bytes);

}  // namespace tapbond::sessions
