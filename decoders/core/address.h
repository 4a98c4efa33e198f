// Addresses, as they look everywhere in the text. All read at `offset` and cut the line like any
// other read.
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

extern const Names kAddressFamilies;  // IANA's address family numbers

void put_mac(Line& line, Bytes data, std::uint64_t offset);   // 02:00:5e:10:00:01
void put_ipv4(Line& line, Bytes data, std::uint64_t offset);  // 192.0.2.1
void put_ipv6(Line& line, Bytes data, std::uint64_t offset);  // 2001:db8::1 (RFC 5952)

// The same behind a title, which is left out with the address where that was not captured.
void put_mac(Line& line, std::string_view title, Bytes data, std::uint64_t offset);
void put_ipv4(Line& line, std::string_view title, Bytes data, std::uint64_t offset);
void put_ipv6(Line& line, std::string_view title, Bytes data, std::uint64_t offset);

// "xx:xx:..." for a link-layer address of any size; "<No address>" style empties are the caller's.
void put_link_address(Line& line, Bytes data, std::uint64_t offset, std::uint32_t count);

}  // namespace tapbond::text
