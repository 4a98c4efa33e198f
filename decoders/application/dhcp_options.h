// The options of BOOTP and DHCP (RFC 2132), behind their magic cookie.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

void dhcp_options(Line& line, Bytes vendor);

}  // namespace tapbond::text
