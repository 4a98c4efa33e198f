// No link layer at all: the frame is an IP packet.
#include "decoders/link/link_types.h"
#include "decoders/network/network.h"

namespace tapbond::text {

void raw_link(Line& line, Bytes frame) {
  line.protocol = "raw";
  if (line.options.link_header) line.put("ip: ");
  any_ip(line, frame);
}

}  // namespace tapbond::text
