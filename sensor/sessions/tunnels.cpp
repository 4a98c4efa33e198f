#include "sensor/sessions/tunnels.h"

#include "decoders/packets/ip_packet.h"
#include "decoders/packets/tunnel_headers.h"

namespace tapbond::sessions {
namespace {

using packets::Bytes;
using packets::Next;

Tunnel tunnel_of_port(std::uint16_t port) {
  switch (port) {
    case 2123:
    case 2152:
      return Tunnel::kGtp;
    case 3544:
      return Tunnel::kTeredo;
    case 4754:
    case 4755:
      return Tunnel::kGre;
    case 4789:
      return Tunnel::kVxlan;
    case 5072:
      return Tunnel::kAyiya;
    case 6081:
      return Tunnel::kGeneve;
    default:
      return Tunnel::kNone;
  }
}

// RFC 4380: the prefix of all addresses, of the sender or the receiver.
bool has_teredo_address(Bytes ipv6) {
  constexpr std::uint32_t kPrefix = 0x20010000;
  return ipv6.u32(8) == kPrefix || ipv6.u32(24) == kPrefix;
}

bool looks_like_teredo(Bytes datagram) {
  if (!datagram.has(0, 40)) return false;
  if (datagram.u8(0) >> 4 == 6) return has_teredo_address(datagram);
  return datagram.u16(0) <= 1 && packets::teredo(datagram).has_value();
}

bool looks_like_ayiya(Bytes datagram) {
  return datagram.has(0, 3) && datagram.u8(1) == 0x52 && datagram.u8(2) == 0x11;
}

// As long as it says, which is what tells a packet from bytes that look like one.
bool is_whole_packet(const Next& inside) {
  packets::IpPacket ip;
  return inside && packets::read_ip(inside->data, ip) && ip.length == inside->data.length();
}

// A packet to keep a way open, behind which anything may stand.
bool is_bubble(const Next& inside) {
  constexpr std::uint8_t kNothing = 59;
  return inside && inside->data.has(0, 40) && inside->data.u8(6) == kNothing &&
         inside->data.u16(4) == 0;
}

Next open_teredo(Conversation& c, Conversation::Side from, Bytes datagram) {
  const Next inside = packets::teredo(datagram);
  if (!is_whole_packet(inside) && !is_bubble(inside)) {
    c.tunnel_refused = true;
    return std::nullopt;
  }
  c.tunnel_ends |= from == Conversation::Side::kOriginator ? 1 : 2;
  constexpr std::uint8_t kBoth = 3;
  if (c.tunnel_ends == kBoth) c.services.add(Service::kTeredo);
  return inside;
}

Next open_gtp(Conversation& c, Bytes datagram) {
  constexpr std::uint8_t kUserData = 255;
  const bool version_1 = datagram.has(0, 8) && datagram.u8(0) >> 4 == 3;
  if (!version_1) c.tunnel_refused = true;
  if (!version_1 || datagram.u8(1) != kUserData) return std::nullopt;
  const Next inside = packets::gtp_user(datagram);
  if (!is_whole_packet(inside)) {
    c.tunnel_refused = true;
    return std::nullopt;
  }
  c.services.add(Service::kGtp);
  return inside;
}

}  // namespace

packets::Next open_tunnel(Conversation& c, Conversation::Side from, Bytes datagram) {
  if (c.tunnel_refused) return std::nullopt;
  if (c.tunnel == Tunnel::kUnknown) c.tunnel = tunnel_of_port(c.responder.port);
  Tunnel tunnel = c.tunnel;
  if (tunnel == Tunnel::kNone) {
    if (looks_like_teredo(datagram)) tunnel = Tunnel::kTeredo;
    if (looks_like_ayiya(datagram)) tunnel = Tunnel::kAyiya;
  }
  Next inside;
  switch (tunnel) {
    case Tunnel::kVxlan:
      inside = packets::vxlan(datagram);
      if (inside) c.services.add(Service::kVxlan);
      break;
    case Tunnel::kGeneve:
      inside = packets::geneve(datagram);
      if (inside) c.services.add(Service::kGeneve);
      break;
    case Tunnel::kTeredo:
      return open_teredo(c, from, datagram);
    case Tunnel::kGtp:
      return open_gtp(c, datagram);
    case Tunnel::kAyiya:
      inside = packets::ayiya(datagram);
      if (inside) c.services.add(Service::kAyiya);
      break;
    case Tunnel::kGre:
      inside = packets::gre(datagram);
      break;
    case Tunnel::kUnknown:
    case Tunnel::kNone:
      return std::nullopt;
  }
  if (!inside) c.tunnel_refused = true;
  return inside;
}

const Uid& AddressTunnels::between(const Address& one, const Address& other) {
  const auto pair = one < other ? std::pair(one, other) : std::pair(other, one);
  if (names_.size() >= kMost && !names_.contains(pair)) names_.clear();
  const auto [at, is_new] = names_.try_emplace(pair);
  if (is_new) at->second = uids_.next();
  return at->second;
}

}  // namespace tapbond::sessions
