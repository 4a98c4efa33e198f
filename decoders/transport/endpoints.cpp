#include "decoders/transport/transport.h"

namespace tapbond::text {

void put_endpoints(Line& line, const IpContext& ip, std::uint8_t protocol, std::uint16_t source,
                   std::uint16_t destination) {
  if (ip.protocol() == protocol) {
    put_source(line, ip);
    line.put('.');
    line.dec(source);
    line.put(" > ");
    put_destination(line, ip);
    line.put('.');
  } else {
    line.dec(source);
    line.put(" > ");
  }
  line.dec(destination);
  line.put(": ");
}

}  // namespace tapbond::text
