// The parts of BGP (RFC 4271).
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

// Address families (RFC 4760), as they stand in attributes, capabilities and refreshes.
inline constexpr std::uint16_t kBgpIpv4 = 1;
inline constexpr std::uint16_t kBgpIpv6 = 2;
inline constexpr std::uint16_t kBgpVpls = 25;
inline constexpr std::uint16_t kBgpL2vpn = 196;
inline constexpr std::uint8_t kBgpUnicast = 1;
inline constexpr std::uint8_t kBgpBoth = 3;
inline constexpr std::uint8_t kBgpLabeled = 4;
inline constexpr std::uint8_t kBgpMulticastVpn = 5;
inline constexpr std::uint8_t kBgpVplsRoutes = 65;
inline constexpr std::uint8_t kBgpMulticastTree = 66;
inline constexpr std::uint8_t kBgpTargets = 132;
inline bool bgp_is_vpn(std::uint8_t subfamily) { return subfamily >= 128 && subfamily <= 130; }
std::string_view bgp_family(std::uint32_t family);
std::string_view bgp_subfamily(std::uint32_t subfamily);

void bgp_open(Line& line, Bytes message);          // RFC 4271 4.2, RFC 5492
void bgp_notification(Line& line, Bytes message);  // RFC 4271 4.5, RFC 9003
void bgp_attributes(Line& line, Bytes attributes);
void bgp_extended_communities(Line& line, Bytes value);  // RFC 4360
void bgp_provider_tunnel(Line& line, Bytes value);       // RFC 6514 5

// The values of the two multi-protocol attributes (RFC 4760): routes that are there, and that are
// no more.
void bgp_reach(Line& line, Bytes value);
void bgp_unreach(Line& line, Bytes value);

// Routes, one prefix after the other (RFC 4271 4.3); each goes on a line of its own. Gives what is
// left of them where one could not be read.
Bytes bgp_routes(Line& line, Bytes routes, std::uint16_t family, std::string_view indent);
// Those of VPNs that are not prefixes; each goes on a line of its own.
void bgp_targets(Line& line, Bytes routes);               // RFC 4684 4
void bgp_multicast_vpn_routes(Line& line, Bytes routes);  // RFC 6514 4
void bgp_multicast_trees(Line& line, Bytes routes);       // RFC 6037 8.1
void bgp_layer2_routes(Line& line, Bytes routes);         // RFC 4761 3.2.2
// The routes of any family.
void bgp_family_routes(Line& line, Bytes routes, std::uint16_t family, std::uint8_t subfamily);
// The number of an autonomous system (RFC 5396): 65536, or 1.0.
void put_as_number(Line& line, std::uint32_t number);
// A route distinguisher (RFC 4364 4.2).
void put_route_distinguisher(Line& line, Bytes data, std::uint32_t at);

}  // namespace tapbond::text
