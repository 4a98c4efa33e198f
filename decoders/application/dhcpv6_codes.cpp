#include "decoders/application/dhcpv6_codes.h"

namespace tapbond::text {
namespace {

constexpr Name kNames[] = {
    {DHCPv6::CLIENTID, "client-ID"},
    {DHCPv6::SERVERID, "server-ID"},
    {DHCPv6::IA_NA, "IA_NA"},
    {DHCPv6::IA_TA, "IA_TA"},
    {DHCPv6::IA_ADDR, "IA_ADDR"},
    {DHCPv6::OPTION_REQUEST, "option-request"},
    {DHCPv6::PREFERENCE, "preference"},
    {DHCPv6::ELAPSED_TIME, "elapsed-time"},
    {DHCPv6::RELAY_MSG, "relay-message"},
    {DHCPv6::AUTH, "authentication"},
    {DHCPv6::UNICAST, "server-unicast"},
    {DHCPv6::STATUS_CODE, "status-code"},
    {DHCPv6::RAPID_COMMIT, "rapid-commit"},
    {DHCPv6::USER_CLASS, "user-class"},
    {DHCPv6::VENDOR_CLASS, "vendor-class"},
    {DHCPv6::VENDOR_OPTS, "vendor-specific-info"},
    {DHCPv6::INTERFACE_ID, "interface-ID"},
    {DHCPv6::RECONF_MSG, "reconfigure-message"},
    {DHCPv6::RECONF_ACCEPT, "reconfigure-accept"},
    {DHCPv6::SIP_SERVER_D, "SIP-servers-domain"},
    {DHCPv6::SIP_SERVER_A, "SIP-servers-address"},
    {DHCPv6::DNS_SERVERS, "DNS-server"},
    {DHCPv6::DOMAIN_LIST, "DNS-search-list"},
    {DHCPv6::IA_PD, "IA_PD"},
    {DHCPv6::IAPREFIX, "IA_PD-prefix"},
    {DHCPv6::NIS_SERVERS, "NIS-server"},
    {DHCPv6::NISP_SERVERS, "NIS+-server"},
    {DHCPv6::NIS_DOMAIN_NAME, "NIS-domain-name"},
    {DHCPv6::NISP_DOMAIN_NAME, "NIS+-domain-name"},
    {DHCPv6::SNTP_SERVERS, "SNTP-servers"},
    {DHCPv6::INFORMATION_REFRESH_TIME, "lifetime"},
    {DHCPv6::BCMCS_SERVER_D, "BCMCS-domain-name"},
    {DHCPv6::BCMCS_SERVER_A, "BCMCS-server"},
    {DHCPv6::GEOCONF_CIVIC, "Geoconf-Civic"},
    {DHCPv6::REMOTE_ID, "Remote-ID"},
    {DHCPv6::SUBSCRIBER_ID, "Subscriber-ID"},
    {DHCPv6::CLIENT_FQDN, "Client-FQDN"},
    {DHCPv6::PANA_AGENT, "PANA-agent"},
    {DHCPv6::NEW_POSIX_TIMEZONE, "POSIX-timezone"},
    {DHCPv6::NEW_TZDB_TIMEZONE, "POSIX-tz-database"},
    {DHCPv6::ERO, "Echo-request-option"},
    {DHCPv6::LQ_QUERY, "Lease-query"},
    {DHCPv6::CLIENT_DATA, "LQ-client-data"},
    {DHCPv6::CLT_TIME, "Clt-time"},
    {DHCPv6::LQ_RELAY_DATA, "LQ-relay-data"},
    {DHCPv6::LQ_CLIENT_LINK, "LQ-client-link"},
    {kNtpServer, "NTP-server"},
    {kTunnelRouter, "AFTR-Name"},
    {kUsageDescription, "MUD-URL"},
};

}  // namespace

constinit const Names kDhcpv6Options = kNames;

}  // namespace tapbond::text
