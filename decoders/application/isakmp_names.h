// The names of what ISAKMP negotiates for IKE and IPsec (RFC 2407, RFC 2409, and IANA's
// registries).
#pragma once

#include <span>

#include "decoders/core/names.h"

namespace tapbond::text {

struct IsakmpAttribute {
  std::string_view name;
  Names values = {};  // of an enumeration
};

// By its number, from 0; those of protocol 1 are IKE's own, all others IPsec's.
std::span<const IsakmpAttribute> isakmp_attributes(std::uint8_t protocol);

// Empty for a protocol whose transforms have no names.
Names isakmp_transforms(std::uint8_t protocol);

extern const Names kIsakmpNotifications;

}  // namespace tapbond::text
