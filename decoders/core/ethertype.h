// Ethertypes (IEEE 802 numbers): libtins's names, and ours for what it has none for.
#pragma once

#include <tins/constants.h>

#include <cstdint>

namespace tapbond {

struct Ethertype : Tins::Constants::Ethernet {
  enum Other : std::uint16_t {
    kCalmFast = 0x1111,
    kOldPppoeDiscovery = 0x3c12,  // 3Com's
    kOldPppoeSession = 0x3c13,
    kTransparentBridging = 0x6558,  // RFC 1701
    kPpp = 0x880b,
    kControl = 0x8808,
    kSlow = 0x8809,
    kAppleTalkResolution = 0x80f3,
    kMplsUpstream = 0x8848,
    kNetworkLoadBalancing = 0x886f,  // Microsoft's
    kJumbo = 0x8870,
    kRealtek = 0x8899,
    kAtaOverEthernet = 0x88a2,
    kTipc = 0x88ca,
    kLldp = 0x88cc,
    kMacSecurity = 0x88e5,
    kBackboneBridge = 0x88e7,  // IEEE 802.1ah
    kPtp = 0x88f7,
    kCfm = 0x8902,
    kFabricPath = 0x8903,
    kNetworkVisibility = 0x8926,  // VN-Tag
    kGeoNetworking = 0x8947,
    kServiceHeader = 0x894f,
    kOldVlan2 = 0x9200,
    kOsi = 0xfefe,  // Cisco's
  };
};

}  // namespace tapbond
