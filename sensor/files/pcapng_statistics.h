// An interface statistics block of pcapng, taken apart.
#pragma once

#include <cstdint>
#include <span>

#include "sensor/files/interface.h"
#include "sensor/files/time_scale.h"

namespace tapbond {

// `body` is the block without its type and lengths, and not shorter than its fixed fields; `scale`
// that of the interface it is about. What the block does not tell stays unknown, and so does what
// it tells in a way that makes no sense: nothing hangs on it. How many packets the program that
// wrote it delivered is not kept: that is what can be read.
InterfaceCounts parse_pcapng_statistics(std::span<const std::uint8_t> body, bool swapped,
                                        const TimeScale& scale);

}  // namespace tapbond
