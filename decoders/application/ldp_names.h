// What the Label Distribution Protocol numbers (RFC 5036, RFC 4447, RFC 3479), and the
// types of pseudowires that others name too (RFC 4446).
#pragma once

#include "decoders/core/names.h"

namespace tapbond::text {

enum LdpValue : std::uint16_t {
  kLdpForwardingClass = 0x0100,
  kLdpAddressList = 0x0101,
  kLdpGenericLabel = 0x0200,
  kLdpStatus = 0x0300,
  kLdpHelloParameters = 0x0400,
  kLdpIpv4Transport = 0x0401,
  kLdpConfigurationSequence = 0x0402,
  kLdpIpv6Transport = 0x0403,
  kLdpSessionParameters = 0x0500,
  kLdpFaultTolerance = 0x0503,
  kLdpMtu = 0x0601,
};
enum LdpClass : std::uint8_t { kLdpPrefixClass = 0x02, kLdpCircuitClass = 0x80 };
enum LdpInterfaceParameter : std::uint8_t {
  kLdpMtuParameter = 0x01,
  kLdpDescriptionParameter = 0x03,
  kLdpVerificationParameter = 0x0c,
};

extern const Names kLdpMessages;
extern const Names kLdpValues;
extern const Names kLdpClasses;
extern const Names kLdpInterfaceParameters;
extern const Names kLdpControlChannels;
extern const Names kLdpVerifications;
extern const Names kPseudowireTypes;

}  // namespace tapbond::text
