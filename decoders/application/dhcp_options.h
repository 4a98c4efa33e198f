// The options of BOOTP and DHCP (RFC 2132), behind their magic cookie.
//
// libtins names those of RFC 2132 and four later ones; what it calls the option of authentication
// is not RFC 3118's, and is not used.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

void dhcp_options(Line& line, Bytes vendor);

}  // namespace tapbond::text
