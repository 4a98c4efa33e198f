// What routing and signalling protocols say of links that carry label switched paths (RFC 3471).
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

constexpr std::uint8_t kPacketSwitch1 = 1;
constexpr std::uint8_t kPacketSwitch4 = 4;
constexpr std::uint8_t kTimeSwitch = 100;

extern const Names kLinkProtections;
extern const Names kSwitchingCapabilities;
extern const Names kLspEncodings;
extern const Names kTimeSwitchIndications;
extern const Names kBandwidthModels;  // RFC 4124

}  // namespace tapbond::text
