// A section header block of pcapng, taken apart.
#pragma once

#include <cstdint>
#include <span>

#include "sensor/files/beside.h"

namespace tapbond {

// `body` is the block without its type and lengths, and not shorter than its fixed fields. What
// wrote the section is not kept: whoever writes the next one says so of itself. `left_out`: options
// that are not carried on.
struct PcapngSection {
  Section section;
  std::uint64_t left_out = 0;
};
PcapngSection parse_pcapng_section(std::span<const std::uint8_t> body, bool swapped);

}  // namespace tapbond
