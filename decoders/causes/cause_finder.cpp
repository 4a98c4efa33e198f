#include "decoders/causes/cause_finder.h"

#include <algorithm>
#include <bitset>

#include "decoders/causes/packet.h"
#include "decoders/causes/questions.h"
#include "decoders/core/ethertype.h"
#include "decoders/core/ip_protocol.h"

namespace tapbond::causes {
namespace {

// UDP ports behind which something may be found.
const std::bitset<65536>& ports_of_interest() {
  static const std::bitset<65536> ports = [] {
    std::bitset<65536> of_interest;
    for (std::size_t port = 0; port < of_interest.size(); ++port) {
      const auto number = static_cast<std::uint16_t>(port);
      of_interest[port] = is_port_of_questions(number) || is_port_of_tunnel(number);
    }
    return of_interest;
  }();
  return ports;
}

}  // namespace

CauseFinder::CauseFinder(std::size_t conversations)
    : conversations_(conversations),
      udp_ports_(ports_of_interest()),
      tcp_(conversations),
      questions_(2 * conversations),
      quoted_(conversations / 2) {}

void CauseFinder::look_far(std::int64_t most) { far_questions_.emplace(2 * conversations_, most); }

// In groups, whose conversations are all asked for before the first is needed: they are spread over
// more memory than the nearest caches hold.
void CauseFinder::look(std::span<const FrameView> frames, FrameNumber first,
                       std::vector<CauseAndEffect>& found) {
  for (; !frames.empty(); frames = frames.subspan(std::min(frames.size(), kGroup))) {
    const std::size_t size = std::min(frames.size(), kGroup);
    for (std::size_t i = 0; i < size; ++i) {
      read_plain(frames[i], group_[i]);
      if (group_[i].kind == Plain::Kind::kSegment) tcp_.ask_where(group_[i].segment);
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (group_[i].kind == Plain::Kind::kSegment) tcp_.ask_what(group_[i].segment);
    }
    for (std::size_t i = 0; i < size; ++i, ++first) {
      if (group_[i].kind == Plain::Kind::kNo) {
        look_at_any(frames[i], first, found);
        continue;
      }
      quoted_.look(group_[i].identity, first, frames[i].stamp, found);
      if (group_[i].kind == Plain::Kind::kSegment) tcp_.look(group_[i].segment, first, found);
    }
  }
}

void CauseFinder::read_plain(const FrameView& frame, Plain& plain) const {
  constexpr int kLinktypeEthernet = 1;
  constexpr std::uint32_t kIp = 14;
  constexpr std::uint32_t kPorts = 8;
  plain.kind = Plain::Kind::kNo;
  if (frame.linktype != kLinktypeEthernet || frame.captured < kIp + 40 + kPorts) return;
  const std::uint8_t* const ip = frame.bytes + kIp;
  Packet packet;
  std::uint32_t header = 0;
  std::uint32_t total = 0;
  std::size_t addresses = 0;  // bytes of both
  if (big16(ip - 2) == Ethertype::IP && ip[0] == 0x45 && (big16(ip + 6) & 0x3fff) == 0) {
    packet.kind = Packet::Kind::kIpv4;
    packet.protocol = ip[9];
    packet.identification = big16(ip + 4);
    header = 20;
    total = big16(ip + 2);
    addresses = 8;
  } else if (big16(ip - 2) == Ethertype::IPV6 && ip[0] >> 4 == 6) {
    packet.kind = Packet::Kind::kIpv6;
    packet.protocol = ip[6];
    header = 40;
    total = header + big16(ip + 4);
    addresses = 32;
  } else {
    return;
  }
  const std::uint8_t* const payload = ip + header;
  if (total < header + kPorts) return;
  const bool tcp = packet.protocol == IpProtocol::PROTO_TCP;
  const bool plain_udp = packet.protocol == IpProtocol::PROTO_UDP && !udp_ports_[big16(payload)] &&
                         !udp_ports_[big16(payload + 2)];
  if (!tcp && !plain_udp) return;
  const std::uint8_t* const source = payload - addresses;
  plain.identity = identity_of(packet.protocol, packet.identification, source, addresses, payload);
  plain.kind = Plain::Kind::kSilent;
  if (!tcp) return;
  packet.source = {source, addresses / 2};
  packet.destination = {source + addresses / 2, addresses / 2};
  packet.payload =
      Bytes(payload, std::min(frame.captured - kIp, total) - header, total - header, nullptr);
  if (TcpCauses::read(packet, plain.segment)) plain.kind = Plain::Kind::kSegment;
}

void CauseFinder::look_at_any(const FrameView& frame, FrameNumber number,
                              std::vector<CauseAndEffect>& found) {
  const Bytes bytes(frame.bytes, frame.captured, frame.length, nullptr);
  Packet packet;
  if (!find_innermost_packet(frame.linktype, bytes, packet)) {
    quoted_.look(0, number, frame.stamp, found);
    return;
  }
  if (const std::optional<Packet> quoted = quoted_in(packet)) {
    quoted_.look_at_error(identity_of(*quoted), number, frame.stamp, found);
    return;
  }
  quoted_.look(identity_of(packet), number, frame.stamp, found);
  if (packet.protocol == IpProtocol::PROTO_TCP && packet.kind != Packet::Kind::kArp) {
    TcpCauses::Segment segment;
    if (TcpCauses::read(packet, segment)) tcp_.look(segment, number, found);
  } else {
    look_at_spoken(spoken_in(packet), number, frame.stamp, found);
  }
}

// What is near is found as if nobody looked far.
void CauseFinder::look_at_spoken(const Spoken& spoken, FrameNumber number, std::int64_t stamp,
                                 std::vector<CauseAndEffect>& found) {
  const std::size_t before = found.size();
  questions_.look(spoken, number, stamp, found);
  if (!far_questions_ || !spoken.lasting) return;
  far_questions_->look(spoken, number, stamp, far_);
  if (found.size() > before && !far_.empty() && far_.back() == found.back()) far_.pop_back();
}

}  // namespace tapbond::causes
