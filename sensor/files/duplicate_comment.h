// The comment by which a pcapng says that a packet is the copy of one before it (--duplicates
// mark). No flag of an enhanced packet block means that (draft-ietf-opsawg-pcapng, 4.3.1), and
// comments are what Wireshark shows, filters by and colours.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tapbond::duplicate_comment {

// With the option's header.
inline constexpr std::size_t kBytes = 44;

// To `to`, which has room for it.
void store(std::uint8_t* to);

}  // namespace tapbond::duplicate_comment
