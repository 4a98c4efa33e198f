// DHCP for IPv6 (RFC 8415).
#include "decoders/application/application.h"
#include "decoders/application/dhcpv6_options.h"
#include "decoders/core/address.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 4;
constexpr std::uint32_t kRelayHeader = 34;

enum Type : std::uint8_t { kRelayForward = 12, kRelayReply = 13 };
constexpr Name kTypes[] = {
    {1, "solicit"},
    {2, "advertise"},
    {3, "request"},
    {4, "confirm"},
    {5, "renew"},
    {6, "rebind"},
    {7, "reply"},
    {8, "release"},
    {9, "decline"},
    {10, "reconfigure"},
    {11, "inf-req"},
    {kRelayForward, "relay-fwd"},
    {kRelayReply, "relay-reply"},
    {14, "leasequery"},
    {15, "leasequery-reply"},
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
  if (type == kRelayForward || type == kRelayReply) {
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
