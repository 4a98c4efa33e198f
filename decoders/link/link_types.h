// The link types (pcap's LINKTYPE_ values) and how each begins.
//
// A link decoder prints what -e asks for, hands the payload on, and leaves in Line::link_bytes how
// much of the frame -x, -X and -A skip.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

using LinkDecoder = void (*)(Line&, Bytes frame);

// Null where nothing here knows the link type: the frame is then shown as a dump.
LinkDecoder link_decoder(int linktype);

// The same for a link type that stands in a header around a frame, as libpcap numbers them there:
// its name, "UNKNOWN" where there is none, and whether anything here knows it.
std::string_view link_type_name(std::uint32_t linktype);
bool is_wrapped_link(std::uint32_t linktype);

void unknown_link(Line& line, Bytes frame, int linktype);

void ethernet_link(Line& line, Bytes frame);                // LINKTYPE_ETHERNET
void cisco_hdlc_link(Line& line, Bytes frame);              // LINKTYPE_C_HDLC
void fddi_link(Line& line, Bytes frame);                    // LINKTYPE_FDDI
void frame_relay_link(Line& line, Bytes frame);             // LINKTYPE_FRELAY
void null_link(Line& line, Bytes frame);                    // LINKTYPE_NULL and LINKTYPE_LOOP
void raw_link(Line& line, Bytes frame);                     // LINKTYPE_RAW, _IPV4, _IPV6
void linux_cooked_link(Line& line, Bytes frame);            // LINKTYPE_LINUX_SLL
void linux_cooked2_link(Line& line, Bytes frame);           // LINKTYPE_LINUX_SLL2
void ppp_link(Line& line, Bytes frame);                     // LINKTYPE_PPP
void ppp_serial_link(Line& line, Bytes frame);              // LINKTYPE_PPP_HDLC
void pppoe_link(Line& line, Bytes frame);                   // LINKTYPE_PPP_ETHER
void ieee80211_link(Line& line, Bytes frame);               // LINKTYPE_IEEE802_11
void radiotap_link(Line& line, Bytes frame);                // LINKTYPE_IEEE802_11_RADIOTAP
void prism_link(Line& line, Bytes frame);                   // LINKTYPE_IEEE802_11_PRISM
void avs_link(Line& line, Bytes frame);                     // LINKTYPE_IEEE802_11_AVS
void nflog_link(Line& line, Bytes frame);                   // LINKTYPE_NFLOG
void broadcom_tag_link(Line& line, Bytes frame);            // LINKTYPE_DSA_TAG_BRCM
void broadcom_prepended_tag_link(Line& line, Bytes frame);  // LINKTYPE_DSA_TAG_BRCM_PREPEND
void dsa_link(Line& line, Bytes frame);                     // LINKTYPE_DSA_TAG_DSA
void extended_dsa_link(Line& line, Bytes frame);            // LINKTYPE_DSA_TAG_EDSA
void ppi_link(Line& line, Bytes frame);                     // LINKTYPE_PPI
void pktap_link(Line& line, Bytes frame);                   // LINKTYPE_PKTAP, and what it was first
void arcnet_link(Line& line, Bytes frame);                  // LINKTYPE_ARCNET_BSD
void arcnet_linux_link(Line& line, Bytes frame);            // LINKTYPE_ARCNET_LINUX
void atm_link(Line& line, Bytes frame);                     // LINKTYPE_ATM_RFC1483
void classical_ip_link(Line& line, Bytes frame);            // LINKTYPE_ATM_CLIP
void fibre_channel_link(Line& line, Bytes frame);           // LINKTYPE_IP_OVER_FC
void token_ring_link(Line& line, Bytes frame);              // LINKTYPE_IEEE802_5
void slip_link(Line& line, Bytes frame);                    // LINKTYPE_SLIP
void enc_link(Line& line, Bytes frame);                     // LINKTYPE_ENC
void ipnet_link(Line& line, Bytes frame);                   // LINKTYPE_IPNET

}  // namespace tapbond::text
