// The protocols that IGMP carries as message types of its own; each takes the whole message.
#pragma once

#include "decoders/core/line.h"
#include "decoders/core/names.h"

namespace tapbond::text {

void dvmrp(Line& line, Bytes message);  // RFC 1075, draft-ietf-idmr-dvmrp-v3
void pim_v1(Line& line, Bytes message);
void trace_query(Line& line, Bytes message, std::string_view title);  // draft-ietf-idmr-traceroute

}  // namespace tapbond::text
