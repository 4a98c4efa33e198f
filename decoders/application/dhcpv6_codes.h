// The codes of DHCPv6's options (RFC 8415 and what builds on it), and their names.
#pragma once

#include <cstdint>

#include "decoders/core/names.h"

namespace tapbond::text {

enum Dhcpv6Code : std::uint16_t {
  kClient = 1,
  kServer = 2,
  kAssociation = 3,
  kTemporaryAssociation = 4,
  kAddress = 5,
  kRequest = 6,
  kPreference = 7,
  kElapsed = 8,
  kRelayed = 9,
  kAuthentication = 11,
  kStatus = 13,
  kInterface = 18,
  kReconfigure = 19,
  kSipDomains = 21,
  kSipServers = 22,
  kDnsServers = 23,
  kDnsDomains = 24,
  kPrefixAssociation = 25,
  kPrefix = 26,
  kNisServers = 27,
  kNisPlusServers = 28,
  kTimeServers = 31,
  kLifetime = 32,
  kBroadcastServers = 34,
  kRemote = 37,
  kSubscriber = 38,
  kPanaAgents = 40,
  kPosixZone = 41,
  kZoneName = 42,
  kEchoRequest = 43,
  kLeaseQuery = 44,
  kClientData = 45,
  kClientTime = 46,
  kRelayData = 47,
  kClientLinks = 48,
  kNtpServer = 56,
  kTunnelRouter = 64,
  kUsageDescription = 112,
};

extern const Names kDhcpv6Options;

}  // namespace tapbond::text
