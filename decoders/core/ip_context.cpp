#include "decoders/core/ip_context.h"

#include "decoders/core/address.h"

namespace tapbond::text {

void put_source(Line& line, const IpContext& ip) {
  if (ip.version == 6) {
    put_ipv6(line, ip.header, 8);
  } else {
    put_ipv4(line, ip.header, 12);
  }
}

void put_destination(Line& line, const IpContext& ip) {
  if (ip.version == 6) {
    put_ipv6(line, ip.header, 24);
  } else {
    put_ipv4(line, ip.header, 16);
  }
}

}  // namespace tapbond::text
