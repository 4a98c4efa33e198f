// What only a link layer carries: the protocols between neighbours.
//
// Of these libtins knows the configuration messages of the spanning tree, which it parses here, and
// the kinds of EAPOL's keys, of which nothing is printed.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

void aarp(Line& line, Bytes data);            // Inside AppleTalk
void aoe(Line& line, Bytes data);             // ATA over Ethernet
void cdp(Line& line, Bytes data);             // Cisco Discovery Protocol
void cfm(Line& line, Bytes data);             // IEEE 802.1ag
void dtp(Line& line, Bytes data);             // Cisco's Dynamic Trunking Protocol
void eap(Line& line, Bytes data);             // RFC 3748; all of its bytes are the packet
void eapol(Line& line, Bytes data);           // IEEE 802.1X
void loopback(Line& line, Bytes data);        // Ethernet configuration testing
void lldp(Line& line, Bytes data);            // IEEE 802.1AB
void mpcp(Line& line, Bytes data);            // IEEE 802.3 clause 64
void msnlb(Line& line, Bytes data);           // Microsoft Network Load Balancing
void oam(Line& line, Bytes data);             // IEEE 802.3 clause 57
void slow_protocols(Line& line, Bytes data);  // IEEE 802.3 annex 57A
void spanning_tree(Line& line, Bytes data);   // IEEE 802.1D
void udld(Line& line, Bytes data);            // RFC 5171
void vtp(Line& line, Bytes data);             // Cisco's VLAN Trunking Protocol

}  // namespace tapbond::text
