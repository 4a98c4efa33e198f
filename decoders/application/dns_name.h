// Domain names in wire format (RFC 1035 4.1.4).
#pragma once

#include <optional>

#include "decoders/core/line.h"

namespace tapbond::text {

// Prints the name at `at` of `message` (compression counts from its first byte) and gives where
// what follows begins; nothing where the name is broken. Pointers must lead backwards, so no loop
// of them can hold.
std::optional<std::uint32_t> put_domain_name(Line& line, Bytes message, std::uint32_t at);

// The same without printing.
std::optional<std::uint32_t> skip_domain_name(Bytes message, std::uint32_t at);

}  // namespace tapbond::text
