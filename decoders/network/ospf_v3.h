// OSPF version 3 in full.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// The whole packet; its version, kind and length are said before.
void ospf_v3(Line& line, Bytes data);

}  // namespace tapbond::text
