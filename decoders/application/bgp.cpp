// The Border Gateway Protocol (RFC 4271): its messages.
#include "decoders/application/bgp.h"

#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 19;
constexpr std::uint32_t kMarker = 16;

enum Type : std::uint8_t {
  kOpen = 1,
  kUpdate = 2,
  kNotification = 3,
  kKeepalive = 4,
  kRefresh = 5
};

constexpr Name kTypes[] = {{kOpen, "Open"},
                           {kUpdate, "Update"},
                           {kNotification, "Notification"},
                           {kKeepalive, "Keepalive"},
                           {kRefresh, "Route Refresh"}};

constexpr Name kSubfamilies[] = {
    {0, "Reserved"},
    {1, "Unicast"},
    {2, "Multicast"},
    {3, "Unicast+Multicast"},
    {4, "labeled Unicast"},
    {5, "Multicast VPN"},
    {64, "Tunnel"},
    {65, "VPLS"},
    {66, "MDT"},
    {70, "EVPN"},
    {128, "labeled VPN Unicast"},
    {129, "labeled VPN Multicast"},
    {130, "labeled VPN Unicast+Multicast"},
    {132, "Route Target Routing Information"},
};

void put_update(Line& line, Bytes message) {
  Bytes rest = message.from(kHeader);
  const std::uint32_t withdrawn = rest.u16(0);
  rest = rest.from(2);
  if (rest.length() < withdrawn) return line.cut_here();
  if (withdrawn > 1) {  // a width alone is no route
    line.put("\n\t  Withdrawn routes:");
    const Bytes left = bgp_routes(line, rest.first(withdrawn), kBgpIpv4, "\n\t    ");
    // What tcpdump could not read of them, it takes for what follows.
    rest = rest.from(withdrawn - left.length());
  } else {
    rest = rest.from(withdrawn);
  }
  if (rest.length() < 2) return line.cut_here();
  const std::uint32_t attributes = rest.u16(0);
  rest = rest.from(2);
  if (rest.length() < attributes) return line.cut_here();
  if (attributes == 0 && rest.length() == 0) {
    line.put("\n\t  End-of-Rib Marker (empty NLRI)");
    return;
  }
  bgp_attributes(line, rest.claiming(attributes));
  rest = rest.from(attributes);
  if (rest.length() == 0) return;
  line.put("\n\t  Updated routes:");
  bgp_routes(line, rest, kBgpIpv4, "\n\t    ");
}

void put_refresh(Line& line, Bytes message) {
  const std::uint16_t family = message.u16(kHeader);
  const std::uint8_t subfamily = message.u8(kHeader + 3);
  line.print("\n\t  AFI {} ({}), SAFI {} ({})", bgp_family(family), family,
             bgp_subfamily(subfamily), subfamily);
  if (line.verbosity() > 1) put_unknown_field(line, message, 0, message.length(), "\n\t  ");
}

void put_message(Line& line, Bytes message) {
  const std::uint8_t type = message.u8(18);
  const Name* name = find_name(kTypes, type);
  line.print("\n\t{} Message ({}), length: {}", name != nullptr ? name->text : "Unknown", type,
             message.length());
  switch (type) {
    case kOpen:
      return bgp_open(line, message);
    case kUpdate:
      return put_update(line, message);
    case kNotification:
      return bgp_notification(line, message);
    case kKeepalive:
      return;
    case kRefresh:
      return put_refresh(line, message);
    default:
      line.print("\n\t  no Message {} decoder", type);
      put_unknown_field(line, message, 0, message.length(), "\n\t  ");
  }
}

bool starts_message(Bytes data) {
  for (std::uint32_t i = 0; i < kMarker; ++i) {
    if (data.u8(i) != 0xff) return false;
  }
  return true;
}

// Messages are found by their marker, since a segment may begin in the middle of one.
void put_messages(Line& line, Bytes rest) {
  bool skipped = false;
  while (rest.length() >= kMarker && rest.captured() >= kMarker && !line.cut()) {
    if (!starts_message(rest)) {
      rest = rest.from(1);
      skipped = true;
      continue;
    }
    if (rest.raw(0, kHeader) == nullptr) return;
    if (skipped) line.truncated();
    skipped = false;
    const std::uint32_t size = rest.u16(kMarker);
    if (size < kHeader) {
      line.print("\nmessage length {} < {}", size, kHeader);
      line.invalid();
      return;
    }
    if (!rest.has(0, size)) {
      const Name* name = find_name(kTypes, rest.u8(18));
      return line.print("\n[|BGP {}]", name != nullptr ? name->text : "Unknown Message Type");
    }
    put_message(line, rest.first(size));
    line.settle_cut();
    rest = rest.from(size);
  }
}

}  // namespace

std::string_view bgp_family(std::uint32_t family) {
  const Name* name = find_name(kAddressFamilies, family);
  return name != nullptr ? name->text : "Unknown";
}

std::string_view bgp_subfamily(std::uint32_t subfamily) {
  const Name* name = find_name(kSubfamilies, subfamily);
  return name != nullptr ? name->text : "Unknown";
}

void bgp(Line& line, Bytes data) {
  line.protocol = "bgp";
  line.put(": BGP");
  if (line.verbosity() == 0) return;
  put_messages(line, data);
  line.settle_cut();
}

}  // namespace tapbond::text
