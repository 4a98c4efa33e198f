// The option in which a pcapng keeps the stamp of a packet that left with another time (--order
// causal): what the kernel stamped on it.
//
// A custom option with binary data that may be copied (code 2989, draft-ietf-opsawg-pcapng, 3.5.1).
// Its private enterprise number is 32473, which RFC 5612 sets aside for documentation and nobody
// owns; so eight bytes follow that tell what it is, "tapbond" and a 1. Then the stamp: nanoseconds
// since 1970-01-01 00:00 UTC, a signed number of eight bytes, the most significant one first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tapbond::stamp_option {

// With the option's header.
inline constexpr std::size_t kBytes = 24;
// Likewise of a comment that says the same to people.
inline constexpr std::size_t kCommentBytes = 100;

// To `to`, which has room for it.
void store(std::int64_t stamp, std::uint8_t* to);

void store_comment(std::int64_t stamp, std::uint8_t* to);

// Whether an option, whose value is in the other byte order if `swapped`, is one.
bool is_one(std::uint16_t code, std::span<const std::uint8_t> value, bool swapped);

}  // namespace tapbond::stamp_option
