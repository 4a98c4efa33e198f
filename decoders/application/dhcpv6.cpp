// DHCP for IPv6 (RFC 8415): the message's type and transaction.
#include "decoders/application/application.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr Name kTypes[] = {
    {1, "solicit"},      {2, "advertise"},   {3, "request"},
    {4, "confirm"},      {5, "renew"},       {6, "rebind"},
    {7, "reply"},        {8, "release"},     {9, "decline"},
    {10, "reconfigure"}, {11, "inf-req"},    {12, "relay-fwd"},
    {13, "relay-reply"}, {14, "leasequery"}, {15, "leasequery-reply"},
};

}  // namespace

void dhcpv6(Line& line, Bytes data) {
  line.protocol = "dhcp6";
  line.put("dhcp6");
  const std::uint8_t type = data.u8(0);
  if (line.cut()) return;
  line.put(' ');
  put_name(line, kTypes, type, "msgtype-{}");
  if (line.verbosity() == 0) return;
  line.print(" (xid={:x}", data.u24(1));
  line.put(')');
}

}  // namespace tapbond::text
