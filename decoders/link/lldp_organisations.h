// The organisationally specific TLVs of LLDP (IEEE 802.1AB clause 8.6), organisation by
// organisation. Values come captured whole.
#pragma once

#include <span>

#include "decoders/core/line.h"

namespace tapbond::text {

struct LldpSubtype {
  std::uint8_t number;
  std::string_view name;
  std::uint32_t least;  // bytes that the value needs for anything to be told of it
  void (*decode)(Line&, Bytes value);
};

extern const std::span<const LldpSubtype> kLldp8021;  // IEEE 802.1Q annex D
extern const std::span<const LldpSubtype> kLldp8023;  // IEEE 802.3 clause 79
extern const std::span<const LldpSubtype> kLldpMed;   // ANSI/TIA-1057

// The same TLV of 802.3 and of 802.1, which took it over.
inline constexpr std::uint32_t kLldpAggregationSize = 5;
void lldp_aggregation(Line& line, Bytes value);

// The fields of Data Center Bridging Exchange 1.01; true where they leave something unknown.
bool lldp_dcbx(Line& line, Bytes value);

}  // namespace tapbond::text
