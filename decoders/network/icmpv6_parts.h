// The parts of ICMPv6 that have formats of their own.
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

// Neighbor discovery (RFC 4861): options, as many as there are; false where one is broken.
bool neighbor_options(Line& line, Bytes options);
void put_router_flags(Line& line, std::uint8_t flags);
std::string_view router_preference(std::uint8_t flags);  // RFC 4191

// Multicast listener discovery; each takes the whole ICMPv6 message.
void listener(Line& line, Bytes message);          // RFC 2710
void listener_query2(Line& line, Bytes message);   // RFC 3810
void listener_report2(Line& line, Bytes message);  // RFC 3810

// Each takes the whole ICMPv6 message.
void node_information_query(Line& line, Bytes message);  // RFC 4620
void node_information_reply(Line& line, Bytes message);
void router_renumbering(Line& line, Bytes message);  // RFC 2894
void rpl(Line& line, Bytes message);                 // RFC 6550

}  // namespace tapbond::text
