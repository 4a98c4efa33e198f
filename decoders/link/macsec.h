// MAC security (IEEE 802.1AE).
#pragma once

#include "decoders/link/ethernet.h"

namespace tapbond::text {

enum class Seal : std::uint8_t {
  kOpen,       // only signed: the payload goes on with an ethertype
  kEncrypted,  // the payload has been dumped
  kBroken,     // which has been said
};

// Takes the tag off the payload.
Seal macsec(Line& line, Bytes& payload, const LinkAddresses& addresses);

}  // namespace tapbond::text
