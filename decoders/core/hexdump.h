// Payload dumps. Each line starts on a new line of its own, so that a dump can follow any text.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

void put_hex_dump(Line& line, std::string_view bytes);        // -x: "\n\t0x0000:  4500 003c ..."
void put_hex_ascii_dump(Line& line, std::string_view bytes);  // -X: the same with text beside it
void put_ascii_dump(Line& line, std::string_view bytes);      // -A

// Hex without indent, each row with its place in the data: "\n0x0003:  fffb 03".
void put_hex_rows(Line& line, Bytes data, std::uint32_t offset, std::uint32_t count);

// What stands for a payload that nothing here can read; left out where a dump option will show it.
void put_unknown_payload(Line& line, Bytes data);
void put_unknown_payload(Line& line, Bytes data, std::uint32_t count);

// An unknown field of `count` bytes under a decoder's own text: "\n\t0x0000:  0102 ..." with the
// decoder's indent.
void put_unknown_field(Line& line, Bytes data, std::uint64_t offset, std::uint32_t count,
                       std::string_view indent);

// The same of all of `data`, as far as it was captured: the line goes on.
void put_unknown_rest(Line& line, Bytes data, std::string_view indent);

// All of `data`, with text beside the hex.
void put_hex_ascii_field(Line& line, Bytes data, std::string_view indent);

}  // namespace tapbond::text
