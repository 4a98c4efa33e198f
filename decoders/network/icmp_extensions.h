// Multi-part ICMP messages (RFC 4884): objects after the quoted packet.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

// `message` is the whole ICMP message; prints nothing where it has no extension.
void icmp_extensions(Line& line, Bytes message);

}  // namespace tapbond::text
