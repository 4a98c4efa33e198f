// IPv4 options (RFC 791, RFC 2113, RFC 1393).
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// Prints the `size` bytes of options at the start of `data`. False where they were cut off.
bool ipv4_options(Line& line, Bytes data, std::uint32_t size);

}  // namespace tapbond::text
