// DHCP for IPv6 (RFC 8415).
#include <tins/dhcpv6.h>

#include "decoders/application/application.h"
#include "decoders/application/dhcpv6_options.h"
#include "decoders/core/address.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

using Tins::DHCPv6;

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kRelayHeader = 34;

constexpr Name kTypes[] = {
    {DHCPv6::SOLICIT, "solicit"},
    {DHCPv6::ADVERTISE, "advertise"},
    {DHCPv6::REQUEST, "request"},
    {DHCPv6::CONFIRM, "confirm"},
    {DHCPv6::RENEW, "renew"},
    {DHCPv6::REBIND, "rebind"},
    {DHCPv6::REPLY, "reply"},
    {DHCPv6::RELEASE, "release"},
    {DHCPv6::DECLINE, "decline"},
    {DHCPv6::RECONFIGURE, "reconfigure"},
    {DHCPv6::INFO_REQUEST, "inf-req"},
    {DHCPv6::RELAY_FORWARD, "relay-fwd"},
    {DHCPv6::RELAY_REPLY, "relay-reply"},
    {DHCPv6::LEASE_QUERY, "leasequery"},
    {DHCPv6::LEASE_QUERY_REPLY, "leasequery-reply"},
};

}  // namespace

void dhcpv6_message(Line& line, Bytes data) {
  line.put("dhcp6");
  if (data.captured() < kHeader) {
    line.truncated();
    return;
  }
  const std::uint8_t type = data.u8(0);
  line.put(' ');
  put_name(line, kTypes, type, "msgtype-{}");
  if (line.verbosity() == 0) return;
  line.put(" (");
  std::uint32_t at = kHeader;
  if (type == DHCPv6::RELAY_FORWARD || type == DHCPv6::RELAY_REPLY) {
    if (data.raw(2, 16) == nullptr) return;
    line.put("linkaddr=");
    put_ipv6(line, data, 2);
    if (data.raw(18, 16) == nullptr) return;
    line.put(" peeraddr=");
    put_ipv6(line, data, 18);
    at = kRelayHeader;
  } else {
    line.print("xid={:x}", data.u24(1));
  }
  const std::uint32_t end = std::min(data.captured(), data.length());
  if (at < end) dhcpv6_options(line, data.from(at), end - at);
  line.put(')');
}

void dhcpv6(Line& line, Bytes data) {
  line.protocol = "dhcp6";
  dhcpv6_message(line, data);
}

}  // namespace tapbond::text
