// What is inside a tunnel: the layer behind the tunnel's own header. Nothing where the header is
// not one, is cut, or carries what is no packet.
#pragma once

#include "decoders/packets/link_layers.h"

namespace tapbond::packets {

Next gre(Bytes data);       // RFC 2784, RFC 2890, RFC 2637 (PPTP), ERSPAN
Next vxlan(Bytes data);     // RFC 7348
Next geneve(Bytes data);    // RFC 8926
Next gtp_user(Bytes data);  // 3GPP TS 29.281, a message of user data
Next teredo(Bytes data);    // RFC 4380, behind its indications
Next ayiya(Bytes data);     // draft-massar-v6ops-ayiya-02, a message that forwards

}  // namespace tapbond::packets
