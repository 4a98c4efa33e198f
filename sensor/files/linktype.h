// Link types by their two numberings: LINKTYPE_ values in files, DLT_ values inside libpcap.
//
// They differ for a few types only, for historical reasons (www.tcpdump.org/linktypes.html).
#pragma once

#include <cstdint>
#include <string>

namespace tapbond {

constexpr int kLinktypeEthernet = 1;

int linktype_of_dlt(int dlt);
int dlt_of_linktype(int linktype);

// The largest frame of a link type that libpcap or Wireshark takes, in bytes.
std::uint32_t max_frame_bytes(int linktype);

// "EN10MB (Ethernet)"; the number where libpcap has no name for it.
std::string linktype_name(int linktype);

}  // namespace tapbond
