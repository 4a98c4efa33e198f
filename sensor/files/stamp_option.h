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

namespace tapbond::stamp_option {

// With the option's header.
inline constexpr std::size_t kBytes = 24;

// To `to`, which has room for it.
void store(std::int64_t stamp, std::uint8_t* to);

}  // namespace tapbond::stamp_option
