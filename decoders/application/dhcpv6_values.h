// What DHCPv6's options say that hold no options of their own.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// The value of option `code` (decoders/application/dhcpv6_codes.h), after its name. Nothing where
// the code says all, or where nobody here reads it.
void put_dhcpv6_value(Line& line, std::uint16_t code, Bytes value);

// What stands for a value that cannot be what its code says.
inline void put_dhcpv6_unreadable(Line& line) { line.put(" ?"); }

}  // namespace tapbond::text
