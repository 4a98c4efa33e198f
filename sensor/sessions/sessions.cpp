#include "sensor/sessions/sessions.h"

#include "decoders/core/ethertype.h"
#include "decoders/packets/tunnel_headers.h"
#include "sensor/sessions/payload_checksum.h"

namespace tapbond::sessions {
namespace {

enum Protocol : std::uint8_t {
  kIpInIp = 4,
  kUdp = 17,
  kIpv6InIp = 41,
  kGre = 47,
  kEncrypted = 50,
  kIcmpv6 = 58,
  kNothing = 59,
  kMobility = 135,
};

constexpr std::size_t kFragmentBytes = 4 << 20;

}  // namespace

Sessions::Sessions(const SessionOptions& options, Logs& logs, Onlooker* onlooker)
    : options_(options),
      weird_(logs),
      fragments_(kFragmentBytes),
      address_tunnels_(uids_),
      conversations_(options.most_conversations, options.reassembly_bytes, logs, weird_, uids_,
                     onlooker),
      arp_(logs) {}

void Sessions::name_leg(std::uint16_t leg, const std::string& name) {
  conversations_.name_leg(leg, name);
}

void Sessions::advance(std::int64_t now) { conversations_.advance(now); }

void Sessions::finish() { conversations_.finish(); }

void Sessions::look(const FrameView& frame, std::uint16_t leg) {
  conversations_.advance(frame.stamp);
  const Bytes bytes(frame.bytes, frame.captured, frame.length, nullptr);
  look_at(packets::first_layer(frame.linktype, bytes), {.stamp = frame.stamp, .leg = leg});
}

void Sessions::look_at(packets::Next layer, const Origin& origin) {
  for (int layers = 0; layer && layers < packets::kMostLayers; ++layers) {
    switch (layer->type) {
      case Ethertype::IP:
      case Ethertype::IPV6:
        look_at_ip(layer->data, origin);
        return;
      case Ethertype::ARP:
        arp_.look(layer->data, origin.stamp);
        return;
      case packets::kAggregate: {
        Bytes rest = layer->data;
        for (int count = 0; rest.captured() > 0 && count < packets::kMostLayers; ++count) {
          const packets::Next inside = packets::next_in_aggregate(rest);
          if (inside && inside->type != packets::kAggregate) look_at(inside, origin);
        }
        return;
      }
      default:
        layer = packets::next_link_layer(*layer);
    }
  }
}

void Sessions::look_at_ip(Bytes data, const Origin& origin) {
  packets::IpPacket ip;
  if (!packets::read_ip(data, ip)) {
    const bool known = data.has(0, 1) && (data.u8(0) >> 4 == 4 || data.u8(0) >> 4 == 6);
    weird_.tell(origin.stamp, known ? "truncated_IP" : "unknown_ip_version", nullptr);
    return;
  }
  if (!is_sound(ip, data, origin)) return;
  if (!ip.fragment) {
    look_at_packet(ip, data, origin, has_right_header(ip, data, origin));
    return;
  }
  if (data.captured() < ip.length) {
    weird_.tell(origin.stamp, "incompletely_captured_fragment", Address(ip.source),
                Address(ip.destination));
    // Of the first one the header says whose it is.
    if (ip.offset == 0) look_at_packet(ip, data, origin, false);
    return;
  }
  const std::vector<std::uint8_t> whole = fragments_.add(ip, {data.raw(0, ip.length), ip.length});
  if (whole.empty()) return;
  const auto size = static_cast<std::uint32_t>(whole.size());
  const Bytes together(whole.data(), size, size, nullptr);
  if (packets::read_ip(together, ip)) look_at_packet(ip, together, origin, true);
}

bool Sessions::is_sound(const packets::IpPacket& ip, Bytes data, const Origin& origin) {
  const char* wrong = nullptr;
  if (ip.length == 0) {
    // What an adapter was to fill in.
    if (options_.verify_checksums) wrong = "ip_hdr_len_zero";
  } else if (data.length() < ip.length) {
    wrong = "truncated_IP_len";
  }
  if (wrong == nullptr) return true;
  weird_.tell(origin.stamp, wrong, Address(ip.source), Address(ip.destination));
  return false;
}

// Where the header was rewritten on the way here, or left to an adapter, what is below cannot be
// right either: the packet counts, unverified.
bool Sessions::has_right_header(const packets::IpPacket& ip, Bytes data, const Origin& origin) {
  if (!options_.verify_checksums || ip.version == 6) return true;
  if (checksum({data.raw(0, ip.header), ip.header}) == 0) return true;
  weird_.tell(origin.stamp, "bad_IP_checksum", Address(ip.source), Address(ip.destination));
  return false;
}

void Sessions::look_at_packet(const packets::IpPacket& ip, Bytes data, const Origin& origin,
                              bool verify) {
  Packet packet{
      .origin = origin,
      .source = Address(ip.home.empty() ? ip.source : ip.home),
      .destination = Address(ip.final_destination.empty() ? ip.destination : ip.final_destination),
      .protocol = ip.protocol,
      .ip_bytes = ip.length,
      .payload = ip.payload};
  packet.verify = options_.verify_checksums && verify &&
                  ip.payload.captured() >= ip.payload.length() && data.captured() >= data.length();
  switch (ip.protocol) {
    case kIpInIp:
    case kIpv6InIp: {
      packets::IpPacket inner;
      const bool whole =
          packets::read_ip(packet.payload, inner) && inner.length == packet.payload.length();
      if (!whole) {
        weird_.tell(origin.stamp, "inner_IP_payload_length_mismatch", packet.source,
                    packet.destination);
        return;
      }
      look_into_tunnel(packets::either_ip(packet.payload),
                       address_tunnels_.between(packet.source, packet.destination), origin);
      return;
    }
    case kGre:
      look_into_tunnel(packets::gre(packet.payload),
                       address_tunnels_.between(packet.source, packet.destination), origin);
      return;
    case kEncrypted:
    case kNothing:
    case kMobility:
      return;
    default:
      break;
  }
  constexpr std::uint8_t kNoRouter = 255;  // as neighbours send them (RFC 4861)
  if (ip.protocol == kIcmpv6 && data.u8(7) == kNoRouter) arp_.look_at_neighbor(packet);
  Bytes datagram;
  if (Conversation* conversation = conversations_.take(packet, datagram))
    look_at_datagram(*conversation, packet, datagram);
}

void Sessions::look_into_tunnel(packets::Next inside, const Uid& tunnel, const Origin& origin) {
  if (!inside) return;
  if (origin.tunnels >= kMostTunnels) {
    weird_.tell(origin.stamp, "exceeded_tunnel_max_depth", nullptr);
    return;
  }
  look_at(
      inside,
      {.stamp = origin.stamp, .leg = origin.leg, .tunnels = origin.tunnels + 1, .tunnel = tunnel});
}

void Sessions::look_at_datagram(Conversation& conversation, const Packet& packet, Bytes datagram) {
  const Endpoint source{packet.source, packet.payload.u16(0)};
  const Conversation::Side from = conversation.side_of(source);
  const packets::Next inside = open_tunnel(conversation, from, datagram);
  if (!inside) {
    conversations_.read_datagram(conversation, from, datagram, packet.origin.stamp);
    return;
  }
  // Generic encapsulation in datagrams is a tunnel of the two addresses.
  const Uid tunnel = conversation.tunnel == Tunnel::kGre
                         ? address_tunnels_.between(packet.source, packet.destination)
                         : conversation.uid;
  look_into_tunnel(inside, tunnel, packet.origin);
}

}  // namespace tapbond::sessions
