// Address prefixes as routing protocols send them: a width in bits, and as many bytes of an IPv4 or
// IPv6 address as hold it.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

enum class PrefixFault : std::uint8_t {
  kNone,
  kTooLong,  // for an address of its kind
  kPastEnd,  // of the bytes that it is in
};
// What keeps the prefix at the start of `data` from being read, for addresses of `widest` bits.
PrefixFault prefix_fault(Bytes data, std::uint32_t widest);

// The prefix at the start of `data`, which has no fault: 192.0.2.0/24.
void put_prefix(Line& line, Bytes data, std::uint32_t widest);

// The address of which the first `width` bits are at the start of `data`; bits behind them are 0.
void put_masked_address(Line& line, Bytes data, std::uint32_t width, std::uint32_t widest);

}  // namespace tapbond::text
