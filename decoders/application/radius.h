// The attributes of RADIUS (RFC 2865): what each is called and how its value reads.
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

enum class RadiusKind : std::uint8_t {
  kOpaque,
  kText,
  kTaggedText,  // a tunnel's tag before it (RFC 2868)
  kTunnelPassword,
  kAddress,
  kFramedAddress,
  kAddress6,
  kPrefix6,
  kNumber,
  kNumberOrName,
  kTaggedNumber,
  kSpan,  // seconds
  kDate,
  kVendor,
  kVlan,
  kVlanName,
  kPassword,
  kFeatures,
  kResponse,
  kEap,
  kErrorCause,
  kMobility,
  kHomePrefix,
  kOperator,
};

struct RadiusAttribute {
  std::uint8_t type;
  std::string_view name;
  RadiusKind kind;
  Names values = {};  // of a number that is an enumeration
};

const RadiusAttribute* radius_attribute(std::uint8_t type);  // null where it is not known
extern const Names kRadiusVendors;
extern const Names kRadiusErrorCauses;

void put_radius_value(Line& line, Bytes value, const RadiusAttribute& attribute);

}  // namespace tapbond::text
