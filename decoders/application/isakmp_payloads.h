// The chains of payloads that both versions of ISAKMP are made of (RFC 2408, RFC 7296).
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

inline constexpr std::uint8_t kIsakmpEncrypted = 46;
extern const Names kIsakmpProtocols;

std::string isakmp_payload_name(std::uint8_t type);

// " [|name]", where a payload ends before its fields do.
void cut_isakmp_payload(Line& line, std::string_view name);
void put_isakmp_hex(Line& line, Bytes data, std::uint32_t at, std::uint32_t count);
// At most a few bytes, and what follows them after dots.
void put_isakmp_data(Line& line, Bytes data);

// The payloads at the start of `data`, the first of which is of type `next`. Those of a proposal
// are about the `protocol` that it proposes.
void isakmp_payloads(Line& line, Bytes data, std::uint8_t next, std::uint8_t protocol = 0,
                     int depth = 0);

// Whether the type is one that version 2 brought.
bool is_isakmp_v2(std::uint8_t type);
// One of those, with its header.
void isakmp_v2_payload(Line& line, Bytes payload, std::uint8_t type, int depth);

}  // namespace tapbond::text
