// What a decoder above IP may need of the packet it came in.
#pragma once

#include "decoders/core/line.h"

namespace tapbond::text {

struct IpContext {
  Bytes header;             // from the first byte of the IP header, cut to the packet
  unsigned version = 4;     // 4 or 6
  bool fragmented = false;  // a first fragment: checksums cannot be right
  std::uint8_t hops = 0;    // TTL or hop limit

  // The protocol that the IP header itself names, before extension headers.
  std::uint8_t protocol() const { return header.u8(version == 6 ? 6 : 9); }
};

void put_source(Line& line, const IpContext& ip);
void put_destination(Line& line, const IpContext& ip);

}  // namespace tapbond::text
