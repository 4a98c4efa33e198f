// The Border Gateway Protocol (RFC 4271): that it is one.
#include "decoders/application/application.h"

namespace tapbond::text {

void bgp(Line& line, Bytes) {
  line.protocol = "bgp";
  line.put(": BGP");
}

}  // namespace tapbond::text
