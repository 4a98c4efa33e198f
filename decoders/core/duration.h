// A span of time in the short form of routing protocols and DNS: 1y2w3d4h5m6s.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

void put_duration(Line& line, std::uint32_t seconds);

}  // namespace tapbond::text
