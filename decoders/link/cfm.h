// What the two parts of connectivity fault management share.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// The fields that follow each other to the end of a message.
void cfm_tlvs(Line& line, Bytes data);

}  // namespace tapbond::text
