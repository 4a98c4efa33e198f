#include "sensor/traffic/protocols.h"

#include <fmt/format.h>

#include <algorithm>

#include "decoders/core/ethertype.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/network/network.h"
#include "decoders/packets/ip_packet.h"
#include "decoders/packets/link_layers.h"

namespace tapbond {
namespace {

// Below it the numbers are those of layers that have no ethertype.
constexpr std::uint16_t kFirstEthertype = 0x0600;

// The layer that nothing below the network layer is behind, as far as the frame can be read.
packets::Layer network_layer(const FrameView& frame) {
  const packets::Bytes bytes(frame.bytes, frame.captured, frame.length, nullptr);
  packets::Next next = packets::first_layer(frame.linktype, bytes);
  packets::Layer last;
  for (int layers = 0; next && layers < packets::kMostLayers; ++layers) {
    last = *next;
    next = packets::next_link_layer(last);
  }
  return last;
}

RoundTrips::Kind kind_of(std::uint8_t protocol) {
  switch (protocol) {
    case IpProtocol::PROTO_ICMP:
    case IpProtocol::PROTO_ICMPV6:
      return RoundTrips::Kind::kIcmp;
    case IpProtocol::PROTO_TCP:
      return RoundTrips::Kind::kTcp;
    case IpProtocol::PROTO_UDP:
      return RoundTrips::Kind::kUdp;
    default:
      return RoundTrips::Kind::kOther;
  }
}

std::string other_name(std::uint16_t type) {
  switch (type) {
    case 0:
      return "not readable";
    case packets::kLlc:
      return "LLC (IEEE 802.2)";
    case Ethertype::ARP:
      return "ARP";
    case Ethertype::kLldp:
      return "LLDP";
    case Ethertype::kSlow:
      return "slow protocols (LACP, OAM)";
    case Ethertype::kPtp:
      return "PTP";
    default:
      return fmt::format("ethertype 0x{:04x}", type);
  }
}

}  // namespace

void Protocols::Counts::add(const FrameView& frame) {
  ++frames;
  bytes += frame.length;
}

RoundTrips::Kind Protocols::add(const FrameView& frame) {
  const packets::Layer layer = network_layer(frame);
  if (layer.type == Ethertype::IP || layer.type == Ethertype::IPV6) {
    packets::IpPacket ip;
    if (packets::read_ip(layer.data, ip)) {
      over_ip_[layer.type == Ethertype::IP ? 0 : 1][ip.protocol].add(frame);
      return kind_of(ip.protocol);
    }
  }
  const bool has_name = layer.type >= kFirstEthertype || layer.type == packets::kLlc;
  const std::uint16_t type = has_name ? layer.type : std::uint16_t{0};
  if (!others_.contains(type) && others_.size() >= kMostOthers) {
    rest_.add(frame);
  } else {
    others_[type].add(frame);
  }
  return type == Ethertype::ARP ? RoundTrips::Kind::kArp : RoundTrips::Kind::kOther;
}

std::vector<ProtocolRow> Protocols::rows() const {
  std::vector<ProtocolRow> rows;
  const auto put = [&rows](std::string name, const Counts& counts) {
    if (counts.frames == 0) return;
    rows.push_back({.name = std::move(name), .frames = counts.frames, .bytes = counts.bytes});
  };
  for (std::size_t version = 0; version < over_ip_.size(); ++version) {
    for (std::uint32_t protocol = 0; protocol < over_ip_[version].size(); ++protocol) {
      const text::Name* name = text::find_name(text::kIpProtocols, protocol);
      put(fmt::format(
              "IPv{} {}", version == 0 ? 4 : 6,
              name == nullptr ? fmt::format("protocol {}", protocol) : std::string(name->text)),
          over_ip_[version][protocol]);
    }
  }
  for (const auto& [type, counts] : others_) put(other_name(type), counts);
  put("other ethertypes", rest_);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ProtocolRow& a, const ProtocolRow& b) { return a.bytes > b.bytes; });
  return rows;
}

}  // namespace tapbond
