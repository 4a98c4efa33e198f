#include "decoders/application/ldp_names.h"

namespace tapbond::text {
namespace {

constexpr Name kMessageRows[] = {
    {0x0001, "Notification"},
    {0x0100, "Hello"},
    {0x0200, "Initialization"},
    {0x0201, "Keepalive"},
    {0x0300, "Address"},
    {0x0301, "Address Withdraw"},
    {0x0400, "Label Mapping"},
    {0x0401, "Label Request"},
    {0x0402, "Label Withdraw"},
    {0x0403, "Label Release"},
    {0x0404, "Label Abort Request"},
};

constexpr Name kValueRows[] = {
    {kLdpForwardingClass, "FEC"},
    {kLdpAddressList, "Address List"},
    {0x0103, "Hop Count"},
    {0x0104, "Path Vector"},
    {kLdpGenericLabel, "Generic Label"},
    {0x0201, "ATM Label"},
    {0x0202, "Frame-Relay Label"},
    {kLdpStatus, "Status"},
    {0x0301, "Extended Status"},
    {0x0302, "Returned PDU"},
    {0x0303, "Returned Message"},
    {kLdpHelloParameters, "Common Hello Parameters"},
    {kLdpIpv4Transport, "IPv4 Transport Address"},
    {kLdpConfigurationSequence, "Configuration Sequence Number"},
    {kLdpIpv6Transport, "IPv6 Transport Address"},
    {kLdpSessionParameters, "Common Session Parameters"},
    {0x0501, "ATM Session Parameters"},
    {0x0502, "Frame-Relay Session Parameters"},
    {kLdpFaultTolerance, "Fault-Tolerant Session Parameters"},
    {0x0600, "Label Request Message ID"},
    {kLdpMtu, "MTU"},
};

constexpr Name kClassRows[] = {
    {0x01, "Wildcard"},
    {kLdpPrefixClass, "Prefix"},
    {0x03, "Host address"},
    {kLdpCircuitClass, "Martini VC"},
};
constexpr Name kInterfaceRows[] = {
    {kLdpMtuParameter, "MTU"},
    {kLdpDescriptionParameter, "Description"},
    {kLdpVerificationParameter, "VCCV"},
};
constexpr Name kChannelRows[] = {
    {1, "PWE3 control word"},
    {2, "MPLS Router Alert Label"},
    {4, "MPLS inner label TTL = 1"},
};
constexpr Name kVerificationRows[] = {{1, "ICMP Ping"}, {2, "LSP Ping"}, {4, "BFD"}};

constexpr Name kPseudowireRows[] = {
    {0x00, "Reserved"},
    {0x01, "Frame Relay DLCI (Martini Mode)"},
    {0x02, "ATM AAL5 SDU VCC transport"},
    {0x03, "ATM transparent cell transport"},
    {0x04, "Ethernet VLAN"},
    {0x05, "Ethernet"},
    {0x06, "Cisco-HDLC"},
    {0x07, "PPP"},
    {0x08, "SONET/SDH Circuit Emulation Service over MPLS"},
    {0x09, "ATM n-to-one VCC cell transport"},
    {0x0a, "ATM n-to-one VPC cell transport"},
    {0x0b, "IP Layer2 Transport"},
    {0x0c, "ATM one-to-one VCC Cell Mode"},
    {0x0d, "ATM one-to-one VPC Cell Mode"},
    {0x0e, "ATM AAL5 PDU VCC transport"},
    {0x0f, "Frame-Relay Port mode"},
    {0x10, "SONET/SDH Circuit Emulation over Packet"},
    {0x11, "Structure-agnostic E1 over Packet"},
    {0x12, "Structure-agnostic T1 (DS1) over Packet"},
    {0x13, "Structure-agnostic E3 over Packet"},
    {0x14, "Structure-agnostic T3 (DS3) over Packet"},
    {0x15, "CESoPSN basic mode"},
    {0x16, "TDMoIP basic mode"},
    {0x17, "CESoPSN TDM with CAS"},
    {0x18, "TDMoIP TDM with CAS"},
    {0x19, "Frame Relay DLCI"},
    {0x40, "IP-interworking"},
};

}  // namespace

constinit const Names kLdpMessages = kMessageRows;
constinit const Names kLdpValues = kValueRows;
constinit const Names kLdpClasses = kClassRows;
constinit const Names kLdpInterfaceParameters = kInterfaceRows;
constinit const Names kLdpControlChannels = kChannelRows;
constinit const Names kLdpVerifications = kVerificationRows;
constinit const Names kPseudowireTypes = kPseudowireRows;

}  // namespace tapbond::text
