// What only a link layer carries: the protocols between neighbours.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

void eap(Line& line, Bytes data);            // RFC 3748; all of its bytes are the packet
void eapol(Line& line, Bytes data);          // IEEE 802.1X
void lldp(Line& line, Bytes data);           // IEEE 802.1AB
void spanning_tree(Line& line, Bytes data);  // IEEE 802.1D

}  // namespace tapbond::text
