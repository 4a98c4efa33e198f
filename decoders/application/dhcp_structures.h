// The values of DHCP's options that have a structure of their own.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// Of option `code`; how many of its `size` bytes were read.
std::uint32_t put_dhcp_structure(Line& line, Bytes value, std::uint8_t code, std::uint32_t size);

// In quotes, closed also where the frame was cut.
void put_dhcp_text(Line& line, Bytes value, std::uint32_t at, std::uint32_t size);

}  // namespace tapbond::text
