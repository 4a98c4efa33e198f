#include "decoders/application/dhcpv6_codes.h"

namespace tapbond::text {
namespace {

constexpr Name kNames[] = {
    {kClient, "client-ID"},
    {kServer, "server-ID"},
    {kAssociation, "IA_NA"},
    {kTemporaryAssociation, "IA_TA"},
    {kAddress, "IA_ADDR"},
    {kRequest, "option-request"},
    {kPreference, "preference"},
    {kElapsed, "elapsed-time"},
    {kRelayed, "relay-message"},
    {kAuthentication, "authentication"},
    {12, "server-unicast"},
    {kStatus, "status-code"},
    {14, "rapid-commit"},
    {15, "user-class"},
    {16, "vendor-class"},
    {17, "vendor-specific-info"},
    {kInterface, "interface-ID"},
    {kReconfigure, "reconfigure-message"},
    {20, "reconfigure-accept"},
    {kSipDomains, "SIP-servers-domain"},
    {kSipServers, "SIP-servers-address"},
    {kDnsServers, "DNS-server"},
    {kDnsDomains, "DNS-search-list"},
    {kPrefixAssociation, "IA_PD"},
    {kPrefix, "IA_PD-prefix"},
    {kNisServers, "NIS-server"},
    {kNisPlusServers, "NIS+-server"},
    {29, "NIS-domain-name"},
    {30, "NIS+-domain-name"},
    {kTimeServers, "SNTP-servers"},
    {kLifetime, "lifetime"},
    {33, "BCMCS-domain-name"},
    {kBroadcastServers, "BCMCS-server"},
    {36, "Geoconf-Civic"},
    {kRemote, "Remote-ID"},
    {kSubscriber, "Subscriber-ID"},
    {39, "Client-FQDN"},
    {kPanaAgents, "PANA-agent"},
    {kPosixZone, "POSIX-timezone"},
    {kZoneName, "POSIX-tz-database"},
    {kEchoRequest, "Echo-request-option"},
    {kLeaseQuery, "Lease-query"},
    {kClientData, "LQ-client-data"},
    {kClientTime, "Clt-time"},
    {kRelayData, "LQ-relay-data"},
    {kClientLinks, "LQ-client-link"},
    {kNtpServer, "NTP-server"},
    {kTunnelRouter, "AFTR-Name"},
    {kUsageDescription, "MUD-URL"},
};

}  // namespace

constinit const Names kDhcpv6Options = kNames;

}  // namespace tapbond::text
