// Text from a packet: control bytes and everything else that is not plain ASCII never reach the
// output as they are.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// One byte as `vis` shows it: ^A for a control byte, M-a for one with the high bit.
void put_visible(Line& line, std::uint8_t c);

// `count` bytes through put_visible; false, and nothing more, where they end early.
bool put_text(Line& line, Bytes data, std::uint64_t offset, std::uint32_t count);

// The same up to a NUL; stops silently at the end of what was captured. Returns how many bytes it
// took, with the NUL.
std::uint32_t put_string(Line& line, Bytes data, std::uint64_t offset, std::uint32_t most);

}  // namespace tapbond::text
