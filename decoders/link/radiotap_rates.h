// The data rates of high throughput (IEEE 802.11n).
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// "65.0 Mb/s " of a modulation and coding index; nothing where the index names no rate for the
// channel's width.
void put_throughput_rate(Line& line, std::uint8_t index, bool wide, bool short_guard);

}  // namespace tapbond::text
