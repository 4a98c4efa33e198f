// A block of pcapng that tells neither of a section, an interface, a packet nor of counts, as it is
// carried on to another file.
#pragma once

#include <cstdint>
#include <span>

#include "sensor/files/beside.h"

namespace tapbond {

// `body` is the block without its type and lengths. Without bytes where it asks not to be copied,
// makes no sense, or is of an unknown type in the other byte order, so that what is a number in it
// is not known.
BesideBlock carry_block(std::uint32_t type, std::span<const std::uint8_t> body, bool swapped);

// What such a block is, whether or not it can be carried on.
BesideKind kind_of_block(std::uint32_t type);

}  // namespace tapbond
