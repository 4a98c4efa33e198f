// The packets that versions 2 and 3 of OSPF share (RFC 2328 A.3.1, RFC 5340 A.3.1).
#pragma once

#include <cstdint>

namespace tapbond::text {

enum OspfPacket : std::uint8_t {
  kOspfHello = 1,
  kOspfDescription = 2,
  kOspfRequest = 3,
  kOspfUpdate = 4,
  kOspfAcknowledgment = 5,
};

}  // namespace tapbond::text
