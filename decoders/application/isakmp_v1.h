// The payloads of ISAKMP (RFC 2408) with IKE's meaning of them (RFC 2407, RFC 2409).
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

std::string isakmp_payload_name(std::uint8_t type);

// The chain of payloads at the start of `data`, the first of which is of type `next`.
void isakmp_v1_payloads(Line& line, Bytes data, std::uint8_t next);

}  // namespace tapbond::text
