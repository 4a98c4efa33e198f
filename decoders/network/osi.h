// The OSI network layer, which LLC and tunnels carry.
#pragma once

#include "decoders/core/line.h"
#include "decoders/core/names.h"

namespace tapbond::text {

void osi(Line& line, Bytes data);   // ISO/IEC TR 9577: the first byte says which protocol
void clnp(Line& line, Bytes data);  // ISO 8473
void isis(Line& line, Bytes data);  // ISO 10589
void esis(Line& line, Bytes data);  // ISO 9542

extern const Names kOsiProtocols;  // by their identifiers

// An address of `count` bytes as 49.0001.0000.0000.0001.00; cuts the line like any other read.
void put_nsap(Line& line, std::string_view title, Bytes data, std::uint32_t count);

// Whether the checksum (ISO 8473 annex C) that is at `offset` of `length` bytes is right; " (...)".
void put_osi_checksum(Line& line, Bytes data, std::uint16_t stored, std::uint32_t offset,
                      std::uint32_t length);

// A header that says it is shorter than it can be, and all that was captured of it.
void put_short_osi_header(Line& line, Bytes data, std::uint32_t size);

}  // namespace tapbond::text
