// What PPP's control protocols negotiate.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// The option at the start of `data` of the protocol's configuration; none is larger than `most`.
// Gives its size, 0 where what follows cannot be read.
std::uint32_t ppp_option(Line& line, std::uint16_t protocol, Bytes data, std::uint32_t most);

// Whether the protocol's options can be told.
bool has_ppp_options(std::uint16_t protocol);

}  // namespace tapbond::text
