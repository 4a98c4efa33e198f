// The Point-to-Point Protocol (RFC 1661), wherever it is carried.
#pragma once

#include "decoders/core/line.h"
#include "decoders/core/names.h"

namespace tapbond::text {

extern const Names kPppProtocols;

// A packet that begins with its protocol number, with or without address and control before it.
// Returns the size of that header.
std::uint32_t ppp(Line& line, Bytes data);

// The payload of a protocol number.
void ppp_payload(Line& line, std::uint16_t protocol, Bytes payload);

// Whether a protocol number begins with HDLC's flag. Then the frame was not taken out of its
// framing, and the second byte of the number, `first`, begins what is still escaped.
inline bool is_flag(std::uint16_t protocol) { return protocol >> 8 == 0x7e; }
void ppp_escaped(Line& line, std::uint8_t first, Bytes rest);

// The control protocols (LCP, IPCP ...), and the two old ways to authenticate.
void ppp_control(Line& line, std::uint16_t protocol, Bytes data);
void pap(Line& line, Bytes data);   // RFC 1334
void chap(Line& line, Bytes data);  // RFC 1994

// PPP over Ethernet (RFC 2516). Returns the size of its header and PPP's. The numbers of its tags
// are ours: libtins 4.0 has them as the host's memory holds them, and one of them wrong.
std::uint32_t pppoe(Line& line, Bytes data);

}  // namespace tapbond::text
