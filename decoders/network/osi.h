// The OSI network layer, which LLC and tunnels carry.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

void osi(Line& line, Bytes data);   // ISO/IEC TR 9577: the first byte says which protocol
void isis(Line& line, Bytes data);  // ISO 10589
void esis(Line& line, Bytes data);  // ISO 9542

}  // namespace tapbond::text
