// The custom options in which a pcapng keeps what tapbond knows of a packet beside its time.
//
// Each has binary data that may be copied (code 2989, draft-ietf-opsawg-pcapng, 3.5.1). The private
// enterprise number is 32473, which RFC 5612 sets aside for documentation and nobody owns; so eight
// bytes follow that tell what it is, "tapbond" and a number. Then values of eight bytes each, the
// most significant one first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tapbond::own_option {

enum Kind : std::uint8_t {
  kStamp = 1,       // sensor/files/stamp_option.h
  kMirrorTime = 2,  // sensor/files/mirror_time_option.h
};

// With the option's header.
constexpr std::size_t bytes(std::size_t values) { return 16 + 8 * values; }

// To `to`, which has room for it, in the list of a block of the other byte order if `swapped`.
void store(Kind kind, std::span<const std::uint64_t> values, bool swapped, std::uint8_t* to);

// Whether an option, whose value is in the other byte order if `swapped`, is one with so many
// values.
bool is_one(Kind kind, std::size_t values, std::uint16_t code, std::span<const std::uint8_t> value,
            bool swapped);

}  // namespace tapbond::own_option
