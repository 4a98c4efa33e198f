// The parts of BGP (RFC 4271).
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

// Address families (RFC 4760), as they stand in attributes, capabilities and refreshes.
inline constexpr std::uint16_t kBgpIpv4 = 1;
inline constexpr std::uint16_t kBgpIpv6 = 2;
std::string_view bgp_family(std::uint32_t family);
std::string_view bgp_subfamily(std::uint32_t subfamily);

void bgp_open(Line& line, Bytes message);          // RFC 4271 4.2, RFC 5492
void bgp_notification(Line& line, Bytes message);  // RFC 4271 4.5, RFC 9003
void bgp_attributes(Line& line, Bytes attributes);

// The values of the two multi-protocol attributes (RFC 4760): routes that are there, and that are
// no more.
void bgp_reach(Line& line, Bytes value);
void bgp_unreach(Line& line, Bytes value);

// Routes, one prefix after the other (RFC 4271 4.3); each goes on a line of its own.
void bgp_routes(Line& line, Bytes routes, std::uint16_t family, std::string_view indent);
// Their routes.
void bgp_family_routes(Line& line, Bytes routes, std::uint16_t family, std::uint8_t subfamily);
// The number of an autonomous system (RFC 5396): 65536, or 1.0.
void put_as_number(Line& line, std::uint32_t number);
// A route distinguisher (RFC 4364 4.2).
void put_route_distinguisher(Line& line, Bytes data, std::uint32_t at);

}  // namespace tapbond::text
